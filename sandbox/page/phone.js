// One phone: header, chat, composer. It re-reads its chat when told that something changed, and redraws only what did.
import { person, pressAnswer } from "./api.js";
import { Composer } from "./composer.js";
import { byId, h, icon, unseen } from "./dom.js";
import { bubble } from "./message.js";
import { dayName, toDate } from "./time.js";

const languages = new Intl.DisplayNames(["en"], { type: "language" });

/** "Norwegian Bokmål" for "nb"; the code itself when nobody knows it. */
export function languageName(code) {
  try { return code ? languages.of(code) : "language not told"; } catch { return code; }
}

export class Phone {
  constructor(user) {
    this.id = user.id;
    this.user = user;
    this.person = person(user.id);
    this.messages = [];
    this.suggested = [];
    this.drawn = new Map();
    this.does = this.actions();
    this.composer = new Composer(user.first_name, {
      ...this.does,
      send: (message) => this.act(this.person.send(message)),
      editText: (id, text) => this.act(this.person.edit(id, text)),
      unblock: () => this.act(this.person.unblock()),
      commands: () => this.person.commands().catch(() => []),
      editLast: () => {
        const last = this.messages.findLast((message) => !message.from_bot && message.text && !message.deleted);
        if (last) this.composer.edit(last);
      },
    });
    this.build();
    this.showUser(user);
  }

  /** What buttons and links inside messages can do. */
  actions() {
    return {
      id: this.id,
      name: this.user.first_name,
      language: this.user.language_code,
      start: (payload) => this.act(this.person.start(payload)),
      send: (text) => this.act(this.person.send({ text })),
      press: (message, row, column, button) => this.press(message, row, column, button),
      vote: (messageId, options) => this.act(this.person.vote(messageId, options)),
      edit: (message) => this.composer.edit(message),
    };
  }

  build() {
    const title = `phone-${this.id}`;
    this.list = h("ol", { class: "messages" });
    this.welcome = h("p");
    this.empty = h("div", { class: "empty" }, h("img", { src: "/static/mark.svg", alt: "", width: 72, height: 72 }), h("p", { class: "bot-name" }, "mestringsbot"), this.welcome);
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-busy": "true", tabindex: "0", "aria-label": `Chat of ${this.user.first_name}` }, this.empty, this.list);
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
    this.about = h("p", { class: "small" });
    this.blocker = h("button", { type: "button", class: "quiet", onclick: () => this.act(this.person.block()) }, "Block", unseen(" the bot"));
    const header = h("header", {}, h("span", { class: "face", "aria-hidden": "true" }, [...this.user.first_name][0] ?? "?"),
      h("div", { class: "who" }, h("h2", { id: title }, [this.user.first_name, this.user.last_name].filter(Boolean).join(" ")), this.about), this.blocker);
    header.querySelector(".face").style.setProperty("--turn", `${(this.id * 67) % 360}deg`);
    this.element = h("section", { class: "phone", "aria-labelledby": title }, header,
      h("div", { class: "screen" }, this.log, this.toast, this.below), this.composer.element);
  }

  /** Takes in what the server says about the person: started, blocked, language. */
  showUser(user) {
    this.user = user;
    this.about.textContent = [user.role_hint, languageName(user.language_code)].filter(Boolean).join(" · ");
    if (user.blocked && document.activeElement === this.blocker) this.log.focus();
    this.blocker.hidden = !user.started || user.blocked;
    this.welcome.textContent = user.started ? "No messages yet." : "Press Start, and the bot says hello.";
    this.composer.show(user, this.suggested);
  }

  /** Runs one thing the person does; what the server refuses is said in the phone. True when it went through. */
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

  async press(message, row, column, button) {
    button.classList.add("waiting");
    button.setAttribute("aria-busy", "true");
    try {
      const { callback_query_id: callbackId } = await this.person.press(message.message_id, row, column);
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
    byId("alert-title").textContent = `${this.user.first_name}’s phone`;
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
        const { messages, reply_keyboard: suggested } = await this.person.chat();
        this.suggested = suggested ?? [];
        this.draw(messages);
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
    this.composer.show(this.user, this.suggested);
    this.log.removeAttribute("aria-busy");
    const mine = grew && messages.at(-1) && !messages.at(-1).from_bot;
    if (!stay || mine) this.toEnd(false);
    else if (grew) this.below.hidden = false;
  }

  /** Keeps every item whose message is unchanged, so that focus, scrolling and shown spoilers stay. */
  reconcile(messages) {
    const items = [];
    const drawn = new Map();
    let day = "";
    for (const message of messages) {
      const today = dayName(toDate(message.date));
      if (today !== day) items.push(this.keep(drawn, `day ${today} ${message.message_id}`, today, () => h("li", { class: "day" }, h("span", {}, today))));
      day = today;
      items.push(this.keep(drawn, message.message_id, JSON.stringify(message), () => bubble(message, this.does)));
    }
    for (const [key, old] of this.drawn) if (drawn.get(key)?.item !== old.item) this.leave(old.item, drawn.get(key)?.item);
    this.drawn = drawn;
    items.forEach((item, index) => {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
  }

  keep(drawn, key, state, make) {
    const old = this.drawn.get(key);
    const entry = old?.state === state ? old : { state, item: make() };
    drawn.set(key, entry);
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
