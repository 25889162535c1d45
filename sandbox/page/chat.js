// A card with a chat in it: it re-reads the chat when told that something changed, and redraws only what did.
import { pressAnswer } from "./api.js";
import { byId, h, icon } from "./dom.js";
import { bubble } from "./message.js";
import { dayName, toDate } from "./time.js";

export class Chat {
  /** `name` is whose card it is; `empty` what it shows before the first message. A card has `read()` and `drawn(...)`. */
  constructor(name, empty) {
    this.name = name;
    this.messages = [];
    this.items = new Map();
    this.empty = empty;
    this.list = h("ol", { class: "messages" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-busy": "true", tabindex: "0", "aria-label": `Chat of ${name}` }, empty, this.list);
    this.stuck = true;
    this.log.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck) this.below.hidden = true;
    }, { passive: true });
    // A wider window, an opened menu or a loaded picture must not push the newest message out of sight.
    const sizes = new ResizeObserver(() => { if (this.stuck) this.toEnd(false); });
    sizes.observe(this.log);
    sizes.observe(this.list);
    this.toast = h("div", { class: "toast", role: "status" });
    this.below = h("button", { type: "button", class: "below", onclick: () => this.toEnd(true) }, icon("down"), "New messages");
    this.below.hidden = true;
    this.screen = h("div", { class: "screen" }, this.log, this.toast, this.below);
  }

  /** The round letter of a header; `turn` picks its colour. */
  face(turn) {
    const face = h("span", { class: "face", "aria-hidden": "true" }, [...this.name][0] ?? "?");
    face.style.setProperty("--turn", `${turn % 360}deg`);
    return face;
  }

  /** Runs one thing a person does; what the server refuses is said in the card. True when it went through. */
  async act(promise) {
    try {
      await promise;
      this.refresh();
      return true;
    } catch (error) {
      this.notify(error.message);
      return false;
    }
  }

  /** Presses an inline button by `pressing` (a promise of its callback id) and shows what the bot answers. */
  async pressed(pressing, button) {
    button.classList.add("waiting");
    button.setAttribute("aria-busy", "true");
    try {
      const { callback_query_id: callbackId } = await pressing;
      const answer = await pressAnswer(callbackId);
      if (!answer) this.notify("The bot has not answered this press yet");
      else if (answer.show_alert) this.alert(answer.text);
      else if (answer.text) this.notify(answer.text);
    } catch (error) {
      this.notify(error.message);
    }
    button.classList.remove("waiting");
    button.removeAttribute("aria-busy");
    this.refresh();
  }

  alert(text) {
    const dialog = byId("alert-dialog");
    byId("alert-title").textContent = `${this.name}’s phone`;
    byId("alert-text").textContent = text;
    if (!dialog.open) dialog.showModal();
  }

  notify(text) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = text;
    this.toast.classList.add("up");
    this.toastTimer = setTimeout(() => this.toast.classList.remove("up"), Math.max(4000, text.length * 80));
  }

  /** Reads the chat again. Calls while one is under way are folded into one more. */
  async refresh() {
    if (this.reading) { this.readAgain = true; return; }
    this.reading = true;
    try {
      do {
        this.readAgain = false;
        this.draw(await this.read());
      } while (this.readAgain);
    } catch { /* The line is down; the page says so, and everything is read again once it is back. */ }
    this.reading = false;
  }

  draw(messages) {
    const stay = !this.stuck && this.messages.length > 0;
    const grew = messages.length > this.messages.length;
    this.messages = messages;
    this.reconcile(messages);
    this.empty.hidden = messages.length > 0;
    this.drawn();
    this.log.removeAttribute("aria-busy");
    const mine = grew && messages.at(-1) && !messages.at(-1).from_bot;
    if (!stay || mine) this.toEnd(false);
    else if (grew) this.below.hidden = false;
  }

  /** Keeps every item whose message is unchanged, so that focus, scrolling and shown spoilers stay. */
  reconcile(messages) {
    const items = [];
    const kept = new Map();
    let day = "";
    for (const message of messages) {
      const today = dayName(toDate(message.date));
      if (today !== day) items.push(this.keep(kept, `day ${today} ${message.message_id}`, today, () => h("li", { class: "day" }, h("span", {}, today))));
      day = today;
      const state = JSON.stringify([message, this.does.id]);
      items.push(this.keep(kept, message.message_id, state, () => bubble(message, this.does)));
    }
    for (const [key, old] of this.items) if (kept.get(key)?.item !== old.item) this.leave(old.item, kept.get(key)?.item);
    this.items = kept;
    items.forEach((item, index) => {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
  }

  keep(kept, key, state, make) {
    const old = this.items.get(key);
    const entry = old?.state === state ? old : { state, item: make() };
    kept.set(key, entry);
    return entry.item;
  }

  /** Takes an outdated item away; focus on one of its buttons moves to the same place in the new item, else to the chat. */
  leave(item, successor) {
    const key = item.contains(document.activeElement) ? (document.activeElement.dataset.key ?? "") : null;
    if (successor) item.replaceWith(successor);
    else item.remove();
    if (key !== null) (successor?.querySelector(`[data-key="${key}"]`) ?? this.log).focus({ preventScroll: true });
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  toEnd(focus) {
    this.log.scrollTop = this.log.scrollHeight;
    this.stuck = true;
    this.below.hidden = true;
    if (focus) this.log.focus({ preventScroll: true });
  }
}
