/* Keys for people who work through long lists. Every page works without this file. */
(() => {
  "use strict";
  const KEY = "secondpath.shortcuts";
  const toggle = document.querySelector("[data-shortcuts-on]");
  const find = document.querySelector("[data-find]");
  const help = document.querySelector("[data-shortcuts]");
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(KEY, value); } catch { /* a browser that keeps nothing */ } };

  toggle.checked = stored() !== "off";
  toggle.addEventListener("change", () => store(toggle.checked ? "on" : "off"));

  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    row.focus();
    row.closest("tr").scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => { find.focus(); find.select(); },
    "?": () => { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
