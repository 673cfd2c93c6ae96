/* Large files in parts: how far each one is, pause and go on. Without this file the form sends them whole. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.fetch) return;
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]");
  const status = form.querySelector("[data-upload-status]");
  const button = form.querySelector("button[type=submit]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const words = (key) => form.dataset[`words${key}`];
  const retries = 4;
  let page = "";
  let busy = false;

  class Stopped extends Error {}
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  /* One request; a lost connection is tried again, a refusal is not. */
  const send = async (address, body, job) => {
    for (let attempt = 0; ; attempt += 1) {
      let answer;
      try {
        answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, signal: job.signal() });
      } catch (error) {
        if (job.isPaused) throw new Stopped(words("Paused"));
        if (attempt + 1 >= retries) throw new Stopped(words("Lost"));
        await pause(1000 * 2 ** attempt);
        continue;
      }
      if (answer.status >= 500 && attempt + 1 < retries) {
        await pause(1000 * 2 ** attempt);
        continue;
      }
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isJson) throw new Error(words("Failed"));
      const said = await answer.json();
      if (said.error) throw new Error(said.error);
      return said;
    }
  };

  class Job {
    constructor(file) {
      this.file = file;
      this.isPaused = false;
      this.place = null;
      this.told = 0;
      this.row = element("li");
      const grow = element("div", "grow");
      this.bar = element("progress", "meter");
      this.bar.max = Math.max(file.size, 1);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      this.words = element("div", "sub", words("Waiting"));
      grow.append(element("strong", "", file.name), this.bar, this.words);
      this.toggle = element("button", "btn btn-quiet btn-sm");
      this.toggle.type = "button";
      this.toggle.addEventListener("click", () => (this.isPaused ? this.resume() : this.stop()));
      this.name(words("Pause"));
      this.row.append(grow, this.toggle);
      list.append(this.row);
    }

    name(label) {
      this.toggle.textContent = label;
      this.toggle.append(element("span", "visually-hidden", `: ${this.file.name}`));
    }

    signal() {
      this.stopper = this.stopper && !this.stopper.signal.aborted ? this.stopper : new AbortController();
      return this.stopper.signal;
    }

    say(text, aloud) {
      this.words.textContent = text;
      if (aloud) status.textContent = `${this.file.name}: ${text}`;
    }

    stop() {
      this.isPaused = true;
      this.name(words("Resume"));
      if (this.stopper) this.stopper.abort();
    }

    resume() {
      this.isPaused = false;
      this.name(words("Pause"));
      if (this.wake) this.wake();
    }

    async start() {
      const about = new FormData();
      about.append("name", this.file.name);
      about.append("size", String(this.file.size));
      this.place = await send(form.dataset.upload, about, this);
    }

    async run() {
      if (!this.place) await this.start();
      while (this.place.received < this.file.size) {
        const from = this.place.received;
        const part = this.file.slice(from, from + this.place.part_size);
        const said = await send(`${this.place.part}?offset=${from}`, part, this);
        this.place.received = said.received;
        this.progress();
      }
      this.say(words("Checking"), true);
      const said = await send(this.place.finish, new FormData(), this);
      if (said.page) {
        page = said.page;
        return;
      }
      this.place.received = said.received;
      await this.run();
    }

    progress() {
      this.bar.value = this.place.received;
      const percent = Math.floor((100 * this.place.received) / this.file.size);
      const aloud = percent >= this.told + 25;
      if (aloud) this.told = percent;
      this.say(`${words("Sending")}: ${percent} %`, aloud);
    }

    /* True when the file was added, false when it was refused; a pause waits for "Go on". */
    async finish() {
      for (;;) {
        try {
          await this.run();
          this.bar.value = this.bar.max;
          this.say(words("Done"), true);
          this.toggle.remove();
          return true;
        } catch (error) {
          this.say(error.message, true);
          if (!(error instanceof Stopped)) {
            this.words.classList.add("field-error");
            this.toggle.remove();
            return false;
          }
          this.isPaused = true;
          this.name(words("Resume"));
          await new Promise((resolve) => { this.wake = resolve; });
        }
      }
    }
  }

  form.addEventListener("submit", async (event) => {
    if (!input.files.length) return; /* the server answers what is missing */
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.disabled = true;
    list.hidden = false;
    list.replaceChildren();
    const jobs = [...input.files].map((file) => new Job(file));
    const results = [];
    for (const job of jobs) results.push(await job.finish());
    busy = false;
    button.disabled = false;
    input.value = "";
    if (results.every(Boolean)) {
      status.textContent = words("AllDone");
      window.location.assign(page);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
})();
