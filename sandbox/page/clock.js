// The time at the top: shown in words, turned by buttons.
import { get, post } from "./api.js";
import { byId, say } from "./dom.js";
import { distance, fromField, fullTime, setZone, shortTime, toField, zoneName } from "./time.js";

export class Clock {
  /** `refused(text)` shows why a jump did not happen; `changed()` is called after each reading. */
  constructor(refused, changed) {
    this.refused = refused;
    this.changed = changed;
    this.now = null;
    byId("clock-toggle").addEventListener("click", () => this.toggle());
    for (const button of document.querySelectorAll("[data-jump]")) button.addEventListener("click", () => this.jump(button.dataset.jump));
    byId("clock-real").addEventListener("click", () => this.turn({ set: "+PT0S" }, "Real time again"));
    byId("exact").addEventListener("input", () => { this.exactTouched = true; });
    byId("exact-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const value = byId("exact").value;
      if (value) this.turn({ instant: fromField(value) });
    });
    setInterval(() => this.show(), 5000);
  }

  toggle() {
    const open = byId("clock").classList.toggle("open");
    byId("clock-toggle").setAttribute("aria-expanded", String(open));
  }

  jump(where) {
    if (where === "next") return this.turn({ to: "next" });
    return this.turn({ add: where === "week" ? "P7D" : where });
  }

  async turn(body, words) {
    try {
      await post("clock", body);
      await this.read();
      say(words ?? `It is now ${fullTime(this.current())}`);
      this.exactTouched = false;
      this.show();
      this.turned = true;
      this.changed();
    } catch (error) {
      this.refused(body.to === "next" ? `Nothing is due: ${error.message}` : error.message);
    }
  }

  /** Asks the sandbox what time it is there: twice, as only that tells standing time from running time. */
  async read() {
    const earlier = await get("clock");
    const answer = earlier.file ? await get("clock") : earlier;
    setZone(answer.zone);
    this.file = answer.file;
    this.still = answer.file && answer.now === earlier.now;
    this.now = new Date(answer.now);
    this.readAt = Date.now();
    this.ahead = this.now - new Date(answer.real);
    this.show();
    this.changed();
  }

  current() {
    if (!this.now) return new Date();
    return this.still ? this.now : new Date(this.now.getTime() + Date.now() - this.readAt);
  }

  show() {
    if (!this.now) return;
    const now = this.current();
    byId("now").textContent = fullTime(now);
    byId("now").dateTime = now.toISOString();
    const moved = Math.abs(this.ahead) > 30000;
    const state = this.still ? "time stands still" : moved ? `${distance(this.ahead, 0).replace(/^in (.*)/, "$1 ahead")}` : "real time";
    const next = this.next ? ` · next event ${shortTime(this.next)}` : "";
    byId("clock-mode").textContent = `${zoneName()} · ${state}${next}`;
    byId("clock-tools").hidden = !this.file;
    byId("clock-toggle").hidden = !this.file;
    byId("clock-real").hidden = !moved && !this.still;
    if (!this.exactTouched) byId("exact").value = toField(now);
  }

  /** Says when the next event is, and lets one jump there. */
  showNext(plan) {
    this.next = plan?.next_due ? new Date(plan.next_due) : null;
    const button = document.querySelector("[data-jump=next]");
    button.disabled = !this.next;
    button.title = this.next ? "" : "Nothing is planned yet";
    this.show();
  }
}
