/* Comfort only: guides read the same without this file. */
(() => {
  "use strict";
  /* Escape puts the meaning of a word away until you leave the word. */
  const words = document.querySelectorAll(".term");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") words.forEach((word) => word.classList.add("hushed"));
  });
  words.forEach((word) => {
    const wake = () => word.classList.remove("hushed");
    word.addEventListener("mouseleave", wake);
    word.addEventListener("focusout", wake);
    /* Some phones give a button no focus when it is tapped. */
    word.querySelector("button").addEventListener("click", (event) => event.currentTarget.focus());
  });

  document.querySelectorAll("[data-copy-link]").forEach((button) => {
    if (!navigator.clipboard) return;
    const said = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copyLink);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = said; }, 4000);
    });
  });
})();
