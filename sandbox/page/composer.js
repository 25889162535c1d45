// The foot of a phone: Start or unblock, reply keyboard, attach menu, command menu, the field to write in.
import { h, icon, labelled, listKeys, unseen } from "./dom.js";

const THINGS = [
  ["Photo", { photo: true }],
  ["Sticker", { sticker: true }],
  ["Voice message", { voice: true }],
  ["Location", { location: true }],
  ["Contact card", { contact: { phone_number: "+4790000000" } }],
];

async function asBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 32768) binary += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(binary);
}

export class Composer {
  /** `does` acts for this person: start, send, editText, unblock, commands; `name` is whose phone it is, or which group. */
  constructor(name, does) {
    this.name = name;
    this.does = does;
    this.editing = null;
    this.element = h("div", { class: "composer" });
    this.build();
  }

  build() {
    this.field = h("textarea", {
      rows: 1, placeholder: "Message", "aria-label": this.does.field ?? `Message from ${this.name}`, enterkeyhint: "send",
      oninput: () => this.grow(), onkeydown: (event) => this.onKey(event),
    });
    this.file = h("input", { type: "file", class: "hidden", tabindex: "-1", "aria-label": `Document from ${this.name}`, onchange: () => this.sendFile() });
    this.file.hidden = true;
    this.sheet = h("div", { class: "sheet-menu" });
    this.sheet.hidden = true;
    this.attach = this.opener("Attach", icon("clip"), () => this.attachMenu());
    this.slash = this.opener("Commands", h("span", { class: "slash", "aria-hidden": "true" }, "/"), () => this.commandMenu());
    this.banner = h("div", { class: "editing" }, h("span", {}, "Editing your message"),
      h("button", { type: "button", class: "quiet", onclick: () => this.endEdit() }, "Cancel"));
    this.banner.hidden = true;
    const send = h("button", { type: "submit", class: "square strong", "aria-label": "Send" }, icon("send"));
    this.line = h("form", { class: "line", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.attach, this.slash, this.field, send, this.file);
    this.reply = h("div", { class: "reply-keys", lang: this.does.language, role: "group", "aria-label": "Suggested answers" });
    this.ready = h("div", {}, this.sheet, this.banner, this.line, this.reply);
    this.welcome = this.startForm();
    this.unblock = h("div", { class: "start" }, h("p", { class: "small" }, "The bot is blocked and cannot write here."),
      h("button", { type: "button", class: "strong wide", onclick: () => this.does.unblock() }, "Unblock"));
  }

  opener(label, face, fill) {
    const button = h("button", { type: "button", class: "square quiet", "aria-label": label, "aria-expanded": "false", "aria-haspopup": "true" }, face);
    button.addEventListener("click", () => (button.getAttribute("aria-expanded") === "true" ? this.closeMenu(true) : this.openMenu(button, fill)));
    return button;
  }

  startForm() {
    const payload = h("input", { name: "payload", autocomplete: "off", maxlength: "64", pattern: "[A-Za-z0-9_\\-]*", placeholder: "for example fastlege-7", value: this.does.link || null });
    const submit = (event) => { event.preventDefault(); this.does.start(payload.value.trim()); };
    return h("form", { class: "start", onsubmit: submit },
      h("button", { type: "submit", class: "strong wide" }, "Start", unseen(` on ${this.name}’s phone`)),
      h("details", {}, h("summary", {}, "Came by a link?"),
        labelled("The word after “?start=” in the link", payload)));
  }

  /** Shows what this person can do now: press Start, unblock, or write; `suggested` are the reply keyboard's rows. */
  show(user, suggested) {
    const state = user.blocked ? this.unblock : user.started ? this.ready : this.welcome;
    if (this.element.firstChild !== state) {
      const hadFocus = this.element.contains(document.activeElement);
      this.element.replaceChildren(state);
      if (hadFocus) (state === this.ready ? this.field : state.querySelector("button")).focus();
    }
    const rows = suggested.map((row) => row.map((button) => (typeof button === "string" ? { text: button } : button)));
    const key = JSON.stringify(rows);
    if (key === this.replyKey) return;
    this.replyKey = key;
    this.reply.replaceChildren(...rows.map((row) => h("div", { class: "key-row" }, row.map((button) => this.replyButton(button)))));
  }

  replyButton(button) {
    const send = () => this.does.send(button.request_contact ? { contact: { phone_number: "+4790000000" } } : { text: button.text });
    return h("button", { type: "button", class: "key", onclick: send }, button.text);
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 150)}px`;
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.editing) this.endEdit();
    else if (event.key === "ArrowUp" && !this.field.value) this.does.editLast();
  }

  submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    const sent = this.editing ? this.does.editText(this.editing, text) : this.does.send({ text });
    sent.then((went) => { if (!went && !this.field.value) { this.field.value = text; this.grow(); } });
    this.endEdit();
  }

  edit(message) {
    this.closeMenu();
    this.editing = message.message_id;
    this.banner.hidden = false;
    this.field.value = message.text;
    this.grow();
    this.field.focus();
  }

  endEdit() {
    this.editing = null;
    this.banner.hidden = true;
    this.field.value = "";
    this.grow();
    this.field.focus();
  }

  async openMenu(button, fill) {
    this.closeMenu();
    button.setAttribute("aria-expanded", "true");
    const list = h("ul", { "aria-label": button.getAttribute("aria-label") }, await fill());
    if (button.getAttribute("aria-expanded") !== "true") return;
    listKeys(list, () => this.closeMenu(true));
    this.opened = button;
    this.sheet.replaceChildren(list);
    this.sheet.hidden = false;
    list.querySelector("button")?.focus();
  }

  closeMenu(refocus = false) {
    this.sheet.hidden = true;
    for (const button of [this.attach, this.slash]) button.setAttribute("aria-expanded", "false");
    if (refocus) this.opened?.focus();
  }

  item(label, note, act) {
    const chosen = () => { this.closeMenu(); this.field.focus(); act(); };
    return h("li", {}, h("button", { type: "button", onclick: chosen }, h("span", {}, label), note ? h("span", { class: "small" }, note) : null));
  }

  attachMenu() {
    const document = this.item("Document", "a file of yours; it stays on this computer", () => this.file.click());
    return [document, ...THINGS.map(([label, message]) => this.item(label, null, () => this.sendThing(message)))];
  }

  async commandMenu() {
    const commands = await this.does.commands();
    if (!commands.length) return [h("li", { class: "small" }, "The bot has set no commands yet.")];
    return commands.map(({ command, description }) => this.item(`/${command}`, description, () => this.does.send({ text: `/${command}` })));
  }

  sendThing(message) {
    const caption = message.photo ? this.field.value.trim() : "";
    if (caption) this.endEdit();
    this.does.send(caption ? { ...message, caption } : message);
  }

  async sendFile() {
    const [file] = this.file.files;
    if (!file) return;
    await this.does.send({ document: { name: file.name, content_base64: await asBase64(file) } });
    this.file.value = "";
  }
}
