// The time at the top: shown in words, turned by buttons.
import { get, post } from "./api.js";
import { byId, say } from "./dom.js";
import { distance, fromField, fullTime, setZone, shortTime, toField, zoneName } from "./time.js";

const LONGEST_WAIT = 5000;
const POLL = 150;

export class Clock {
  /** `refused(text)` shows why a jump did not happen; `changed()` is called after each reading, and returns what is new. */
  constructor(refused, changed) {
    this.refused = refused;
    this.changed = changed;
    this.now = null;
    this.busy = false;
    this.nothing = false;
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
    this.changed();
  }

  /** Whether the buttons are hidden behind one, as on a narrow page. */
  folded() {
    return byId("clock-toggle").offsetParent !== null && !byId("clock").classList.contains("open");
  }

  jump(where) {
    if (where === "next") return this.turn({ to: "next" });
    return this.turn({ add: where === "week" ? "P7D" : where });
  }

  async turn(body, words) {
    if (this.busy) return;
    this.wait(true);
    try {
      await post("clock", body);
      await this.read();
      await this.settle();
      this.exactTouched = false;
      this.show();
      const news = this.changed();
      say([words ?? `It is now ${fullTime(this.current())}`, news].filter(Boolean).join(". "));
    } catch (error) {
      this.refused(body.to === "next" ? `Nothing is due: ${error.message}` : error.message);
    } finally {
      this.wait(false);
    }
  }

  /** Until what has come due has gone out: whoever turns on before that would overtake the messages. */
  async settle() {
    const until = Date.now() + LONGEST_WAIT;
    let plan = await get("plan");
    while (plan.waiting && Date.now() < until) {
      await new Promise((done) => { setTimeout(done, POLL); });
      plan = await get("plan");
    }
    this.showNext(plan);
  }

  /** Busy: no button turns the clock. The one that was pressed keeps the focus. */
  wait(busy) {
    const tools = byId("clock-tools");
    if (busy) this.pressed = tools.contains(document.activeElement) ? document.activeElement : null;
    this.busy = busy;
    tools.setAttribute("aria-busy", String(busy));
    for (const button of tools.querySelectorAll("button")) button.disabled = busy;
    if (busy) return;
    document.querySelector("[data-jump=next]").disabled = this.nothing;
    if (this.pressed && [document.body, null].includes(document.activeElement)) this.pressed.focus();
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

  /** Says when the next event is, and lets one jump there; keeps the plan for whoever asks. */
  showNext(plan) {
    this.plan = plan;
    this.next = plan?.next_due ? new Date(plan.next_due) : null;
    const button = document.querySelector("[data-jump=next]");
    this.nothing = !this.next;
    button.disabled = this.busy || this.nothing;
    button.title = this.next ? "" : "Nothing is planned";
    this.show();
  }
}
