// The list that a group's header opens: who asks to join, who is in, the links, and what can be done with the group.
import { h, labelled, unseen } from "./dom.js";

export const RIGHTS = ["invite_users", "restrict_members", "delete_messages", "pin_messages", "change_info", "promote_members"];
const words = (right) => right.replace(/^can_/, "").replaceAll("_", " ");

/** Check boxes of administrator rights; `chosen` are ticked. `ticked(fieldset)` reads them back. */
export function rightsField(chosen, legend = "Rights") {
  const names = [...new Set([...RIGHTS, ...chosen])];
  const boxes = names.map((right) => h("label", { class: "choice" },
    h("input", { type: "checkbox", value: right, ...(chosen.includes(right) ? { checked: true } : {}) }), h("span", {}, words(right))));
  return h("fieldset", { class: "rights" }, h("legend", {}, legend), boxes);
}

export const ticked = (fieldset) => [...fieldset.querySelectorAll("input:checked")].map((box) => box.value);

function status(member) {
  if (member.status === "creator") return "owner";
  if (member.status !== "administrator") return member.status;
  const rights = member.rights.filter((right) => right !== "can_manage_chat").map(words);
  return rights.length ? `administrator: ${rights.join(", ")}` : "administrator";
}

export class People {
  constructor(card) {
    this.card = card;
    this.element = h("div", { class: "people" });
    this.element.hidden = true;
  }

  /** Draws the list anew when something in it has changed; an opened form and the focus inside it stay put till then. */
  draw(state) {
    const { members, links, requests, chat } = state;
    const outside = this.card.page.people().filter((user) => !members.some((member) => member.inside && member.user.id === user.id));
    const key = JSON.stringify([members, links, requests, chat, outside.map((user) => user.id), this.card.actor]);
    if (key === this.key) return;
    this.key = key;
    const focused = this.element.contains(document.activeElement) ? (document.activeElement.dataset.key ?? "") : null;
    this.actor = this.card.nameOf(this.card.actor);
    const bot = members.find((member) => member.user.is_bot && member.inside);
    this.element.replaceChildren(
      h("p", { class: "small" }, `What you do here is done as ${this.actor}.`),
      ...this.part("Ask to join", requests.map((request) => this.request(request))),
      ...this.part("Members", members.filter((member) => member.inside).map((member) => this.member(member))),
      ...this.part("Removed", members.filter((member) => member.status === "kicked").map((member) => this.removed(member))),
      ...this.part("Links", links.map((link) => this.link(link))),
      this.joining(links.filter((link) => link.open), outside),
      this.adding(outside),
      bot ? this.promoting(bot) : this.button("Add the bot", "add-bot", () => this.card.page.addBot(this.card)),
      chat.type === "group" ? this.button("Make it a supergroup", "upgrade", () => this.does("upgrade", {})) : "",
      this.button(`Leave as ${this.actor}`, "leave", () => this.does("leave", { user_id: this.card.actor })));
    if (focused !== null) (this.element.querySelector(`[data-key="${focused}"]`) ?? this.card.opener).focus({ preventScroll: true });
  }

  does(action, body) {
    return this.card.act(this.card.group.does(action, { by: this.card.actor, ...body }));
  }

  part(title, rows) {
    return rows.length ? [h("h3", {}, title), h("ul", { "aria-label": title }, rows)] : [];
  }

  button(text, key, act, hidden = "") {
    return h("button", { type: "button", "data-key": key, onclick: act }, text, hidden ? unseen(hidden) : "");
  }

  row(name, note, ...buttons) {
    return h("li", {}, h("div", {}, h("span", {}, name), h("span", { class: "small" }, note)), buttons);
  }

  request({ user }) {
    const of = ` ${user.first_name}`;
    return this.row(user.first_name, "waits for an answer",
      this.button("Let in", `in-${user.id}`, () => this.does("approve", { user_id: user.id }), of),
      this.button("Decline", `out-${user.id}`, () => this.does("decline", { user_id: user.id }), of));
  }

  member(member) {
    const { user } = member;
    const others = member.status !== "creator" && user.id !== this.card.actor;
    const of = ` ${user.first_name}`;
    return this.row(user.first_name, status(member),
      others && member.status === "administrator" ? this.button("Demote", `demote-${user.id}`, () => this.does("demote", { user_id: user.id }), of) : "",
      others ? this.button("Remove", `remove-${user.id}`, () => this.does("remove", { user_id: user.id }), of) : "");
  }

  removed({ user }) {
    return this.row(user.first_name, "cannot come back",
      this.button("Unban", `unban-${user.id}`, () => this.does("unban", { user_id: user.id }), ` ${user.first_name}`));
  }

  link(link) {
    const notes = [link.open ? (link.creates_join_request ? "asks first" : "joins at once") : "closed", `by ${link.creator.first_name}`, link.name];
    return this.row(link.invite_link.replace("https://", ""), notes.filter(Boolean).join(" · "));
  }

  form(title, key, fields, label, submit) {
    const send = (event) => { event.preventDefault(); submit(); };
    return h("details", {}, h("summary", { "data-key": key }, title), h("form", { onsubmit: send }, fields, h("button", { type: "submit" }, label)));
  }

  who(users) {
    return h("select", {}, users.map((user) => h("option", { value: user.id }, user.first_name)));
  }

  joining(links, outside) {
    if (!links.length || !outside.length) return "";
    const who = this.who(outside);
    const link = h("select", {}, links.map((one) => h("option", { value: one.invite_link }, one.invite_link.replace("https://", ""))));
    return this.form("Join by link", "join", [labelled("Who", who), labelled("Link", link)], "Follow the link",
      () => this.card.act(this.card.group.does("join", { user_id: Number(who.value), invite_link: link.value })));
  }

  adding(outside) {
    if (!outside.length) return "";
    const who = this.who(outside);
    return this.form("Add somebody", "add", [labelled("Who", who)], "Add", () => this.does("add", { user_id: Number(who.value) }));
  }

  promoting(bot) {
    const rights = rightsField(bot.rights.filter((right) => right.startsWith("can_")).map((right) => right.replace("can_", "")).filter((right) => RIGHTS.includes(right)));
    return this.form("Rights of the bot", "rights", [rights], "Save", () => {
      const chosen = ticked(rights);
      return chosen.length ? this.does("promote", { user_id: "bot", rights: chosen }) : this.does("demote", { user_id: "bot" });
    });
  }
}
