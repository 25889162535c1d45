// One phone: header, the private chat with the bot, composer.
import { person } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { h, unseen } from "./dom.js";

const languages = new Intl.DisplayNames(["en"], { type: "language" });

/** "Norwegian Bokmål" for "nb"; the code itself when nobody knows it. */
export function languageName(code) {
  try { return code ? languages.of(code) : "language not told"; } catch { return code; }
}

export class Phone extends Chat {
  /** `addToGroup(user, link, phone)` opens the dialog that a startgroup link leads to. */
  constructor(user, addToGroup) {
    const welcome = h("p");
    super(user.first_name, h("div", { class: "empty" },
      h("img", { src: "/static/mark.svg", alt: "", width: 72, height: 72 }), h("p", { class: "bot-name" }, "mestringsbot"), welcome));
    this.welcome = welcome;
    this.id = user.id;
    this.user = user;
    this.addToGroup = addToGroup;
    this.person = person(user.id);
    this.suggested = [];
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
      link: this.user.link,
      language: this.user.language_code,
      start: (payload) => this.act(this.person.start(payload)),
      follow: (link) => this.follow(link),
      send: (text) => this.act(this.person.send({ text })),
      press: (message, row, column, button) => this.pressed(this.person.press(message.message_id, row, column), button),
      vote: (messageId, options) => this.act(this.person.vote(messageId, options)),
      edit: (message) => this.composer.edit(message),
    };
  }

  /** Goes where a link to the bot or to a group leads; see `telegramLink`. */
  follow(link) {
    if (link.kind === "start") return this.act(this.person.start(link.payload));
    if (link.kind === "startgroup") return this.addToGroup(this.user, link, this);
    return this.act(this.person.join(link.address).then(({ status, chat }) => {
      this.notify(status === "member" ? `You have joined ${chat.title}` : `You have asked to join ${chat.title}`);
    }));
  }

  build() {
    const title = `phone-${this.id}`;
    this.about = h("p", { class: "small" });
    this.blocker = h("button", { type: "button", class: "quiet", onclick: () => this.act(this.person.block()) }, "Block", unseen(" the bot"));
    const header = h("header", {}, this.face(this.id * 67),
      h("div", { class: "who" }, h("h2", { id: title }, [this.user.first_name, this.user.last_name].filter(Boolean).join(" ")), this.about), this.blocker);
    this.element = h("section", { class: "phone", "aria-labelledby": title, "data-user": this.id }, header, this.screen, this.composer.element);
  }

  /** Takes in what the server says about the person: started, blocked, language. */
  showUser(user) {
    this.user = user;
    const role = [user.role_hint, user.about].filter(Boolean).join(": ");
    this.about.textContent = [role, languageName(user.language_code)].filter(Boolean).join(" · ");
    if (user.blocked && document.activeElement === this.blocker) this.log.focus();
    this.blocker.hidden = !user.started || user.blocked;
    this.welcome.textContent = user.started ? "No messages yet." : "Press Start, and the bot says hello.";
    this.composer.show(user, this.suggested);
  }

  async read() {
    const { messages, reply_keyboard: suggested } = await this.person.chat();
    this.suggested = suggested ?? [];
    return messages;
  }

  drawn() {
    this.composer.show(this.user, this.suggested);
  }
}
