// One group: header with who is in it, the chat of all, and a composer to write as any of them.
import { groupOf } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { h, labelled } from "./dom.js";
import { People } from "./people.js";

export class GroupCard extends Chat {
  /** `group` as GET groups lists it; `page` knows the phones and opens dialogs. */
  constructor(group, page) {
    super(group.title, h("div", { class: "empty" }, h("p", {}, "Nobody has written here yet.")));
    this.id = group.id;
    this.page = page;
    this.group = groupOf(group.id);
    this.language = "nb";
    this.members = [];
    this.actor = null;
    this.does = this.actions();
    this.people = new People(this);
    this.composer = new Composer(group.title, {
      ...this.does,
      field: `Message in ${group.title}`,
      send: (message) => this.act(this.group.send(this.actor, message)),
      editText: (id, text) => this.act(this.group.edit(this.actor, id, text)),
      commands: () => this.group.commands(this.actor).catch(() => []),
      editLast: () => {
        const last = this.messages.findLast((message) => message.sender?.id === this.actor && message.text && !message.deleted);
        if (last) this.composer.edit(last);
      },
    });
    this.build(group);
  }

  /** What buttons and links inside messages can do, as the person chosen. */
  actions() {
    return {
      id: this.actor,
      name: this.nameOf(this.actor),
      language: this.language,
      group: true,
      start: (payload) => this.page.phone(this.actor)?.does.start(payload),
      follow: (link) => this.page.phone(this.actor)?.follow(link),
      send: (text) => this.act(this.group.send(this.actor, { text })),
      press: (message, row, column, button) => this.pressed(this.group.press(this.actor, message.message_id, row, column), button),
      vote: (messageId, options) => this.act(this.group.vote(this.actor, messageId, options)),
      edit: (message) => this.composer.edit(message),
    };
  }

  build(group) {
    const title = `group-${this.id}`;
    this.about = h("p", { class: "small" });
    this.heading = h("h2", { id: title }, group.title);
    this.opener = h("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: () => this.toggle() }, "Members");
    this.chooser = h("select", { onchange: () => this.choose(Number(this.chooser.value)) });
    const header = h("header", {}, this.face(-this.id * 67), h("div", { class: "who" }, this.heading, this.about), this.opener);
    const as = labelled("Write as", this.chooser);
    as.classList.add("as");
    this.foot = h("div", { class: "foot-of-group" }, as, this.composer.element);
    this.element = h("section", { class: "phone group", "aria-labelledby": title }, header, this.people.element, this.screen, this.foot);
    this.people.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.toggle(false);
      this.opener.focus();
    });
  }

  toggle(open = this.people.element.hidden) {
    this.people.element.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
  }

  choose(userId) {
    this.actor = userId;
    this.does = this.actions();
    this.refresh();
  }

  nameOf(userId) {
    return this.members.find((member) => member.user.id === userId)?.user.first_name ?? "Nobody";
  }

  async read() {
    const state = await this.group.read(this.actor);
    this.take(state);
    return [...(state.chat.migrated_from ? await this.past(state.chat.migrated_from) : []), ...state.messages];
  }

  /** What was written before the group became a supergroup; its buttons are dead. */
  async past(id) {
    this.earlier ??= (await groupOf(id).read(null)).messages.map((message) => ({ ...message, message_id: `before-${message.message_id}`, buttons: [], past: true }));
    return this.earlier;
  }

  /** Takes in who is here; keeps the chosen writer while they are a member. */
  take(state) {
    this.state = state;
    this.members = state.members;
    const inside = state.members.filter((member) => member.inside && !member.user.is_bot);
    if (!inside.some((member) => member.user.id === this.actor)) this.actor = inside[0]?.user.id ?? null;
    this.language = this.page.phone(this.actor)?.user.language_code ?? "nb";
    this.does = this.actions();
    const key = JSON.stringify(inside.map((member) => [member.user.id, member.user.first_name]));
    if (key !== this.chooserKey) {
      this.chooserKey = key;
      this.chooser.replaceChildren(...inside.map(({ user }) => h("option", { value: user.id }, user.first_name)));
    }
    this.chooser.value = String(this.actor);
    this.name = this.heading.textContent = state.chat.title;
    const count = state.chat.members;
    const parts = [state.chat.type, count === 1 ? "1 member" : `${count} members`];
    if (state.requests.length) parts.push(state.requests.length === 1 ? "1 asks to join" : `${state.requests.length} ask to join`);
    this.about.textContent = parts.join(" · ");
    this.people.draw(state);
  }

  drawn() {
    this.foot.hidden = this.actor === null;
    this.composer.show({ started: true, blocked: false }, []);
  }
}
