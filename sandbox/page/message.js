// One message of a chat -> one list item.
import { h, icon, unseen } from "./dom.js";
import { link, rendered, telegramLink } from "./entities.js";
import { clockTime, fullTime, toDate } from "./time.js";

const SENT_THINGS = { sticker: "Sticker", voice: "Voice message", location: "Location" };

function photo(message) {
  const url = message.photo.url;
  const alt = message.caption ? "Photo" : "Photo without caption";
  if (!url) return h("div", { class: "picture", role: "img", "aria-label": alt });
  return h("a", { href: url, target: "_blank", rel: "noopener", class: "picture" }, h("img", { src: url, alt, loading: "lazy" }));
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function file(document) {
  const name = document.file_name ?? document.name ?? "File";
  const inside = [
    h("span", { class: "sheet" }, icon("file")),
    h("span", {}, h("span", { class: "file-name" }, name), h("span", { class: "file-size" }, size(document.file_size))),
  ];
  const href = document.url ?? (document.content_base64 && `data:application/octet-stream;base64,${document.content_base64}`);
  return href ? h("a", { class: "file", href, download: name }, inside) : h("div", { class: "file" }, inside);
}

function poll(message, does) {
  const asked = message.poll;
  const chosen = asked.chosen ?? [];
  const open = !asked.is_closed && chosen.length === 0;
  const kind = asked.allows_multiple_answers ? "checkbox" : "radio";
  const total = asked.total_voter_count ?? asked.options.reduce((sum, option) => sum + option.voter_count, 0);
  const lines = asked.options.map((option, index) => {
    if (open) {
      const box = h("input", { type: kind, name: `poll-${does.id}-${message.message_id}`, value: index });
      return h("label", { class: "choice" }, box, h("span", {}, option.text));
    }
    const share = total ? Math.round((100 * option.voter_count) / total) : 0;
    const bar = h("span", { class: "bar" });
    bar.style.setProperty("--share", `${share}%`);
    const mine = chosen.includes(index);
    return h("div", { class: mine ? "result mine" : "result" }, h("span", { class: "share" }, `${share}%`),
      h("span", {}, option.text, mine ? unseen(" (your vote)") : null), bar);
  });
  const state = asked.is_closed ? "Poll closed" : asked.is_anonymous === false ? "Public poll" : "Anonymous poll";
  const votes = total === 1 ? "1 vote" : `${total} votes`;
  const cast = (event) => {
    event.preventDefault();
    const ticked = [...event.target.querySelectorAll("input:checked")].map((box) => Number(box.value));
    if (ticked.length) does.vote(message.message_id, ticked);
  };
  const again = !asked.is_closed && !open && asked.allows_revoting !== false;
  return h("form", { class: "poll", onsubmit: cast },
    h("fieldset", {}, h("legend", {}, rendered(asked.question, asked.question_entities, does)), h("p", { class: "small" }, `${state} · ${votes}`), lines),
    open ? h("button", { type: "submit" }, "Vote") : null,
    again ? h("button", { type: "button", onclick: () => does.vote(message.message_id, []) }, "Take back my vote") : null);
}

function inlineButton(message, button, row, column, does) {
  if (!button.url) {
    const press = (event) => does.press(message, row, column, event.currentTarget);
    return h("button", { type: "button", class: "key", onclick: press, "data-key": `${row}-${column}` }, h("span", {}, button.text));
  }
  const inside = telegramLink(button.url);
  if (inside) {
    return h("button", { type: "button", class: "key", onclick: () => does.follow(inside), "data-key": `${row}-${column}` }, h("span", {}, button.text));
  }
  const node = link(button.url, does, h("span", {}, button.text), icon("out"), unseen(" (opens a new tab)"));
  node.classList.add("key", "to-web");
  return node;
}

function keyboard(message, does) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row, r) =>
    h("div", { class: "key-row", lang: does.language }, row.map((button, c) => inlineButton(message, button, r, c, does))));
  return h("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" }, rows);
}

/** What a link carries to the bot, Telegram's app does not show. */
function shownText(message) {
  const text = message.text ?? message.caption;
  return !message.from_bot && text?.startsWith("/start ") ? "/start" : text;
}

function content(message, does) {
  const parts = [];
  if (message.photo) parts.push(photo(message));
  if (message.document) parts.push(file(message.document));
  if (message.contact) parts.push(h("div", { class: "thing" }, `Contact · ${message.contact.phone_number ?? ""}`));
  for (const [name, words] of Object.entries(SENT_THINGS)) {
    if (message[name]) parts.push(h("div", { class: "thing" }, message[name].emoji ? `${words} ${message[name].emoji}` : words));
  }
  if (message.poll) parts.push(poll(message, does));
  const text = shownText(message);
  if (text) {
    const entities = message.text ? message.entities : (message.caption_entities ?? message.entities);
    parts.push(h("div", { class: "text", lang: does.language }, rendered(text, entities, does)));
  }
  return parts.length ? parts : [h("div", { class: "thing" }, "Message of a kind this page cannot show")];
}

function foot(message, does) {
  const date = toDate(message.date);
  const own = does.group ? message.sender?.id === does.id && !message.past : !message.from_bot;
  const edit = own && message.text && !message.deleted
    ? h("button", { type: "button", class: "edit", onclick: () => does.edit(message) }, "Edit", unseen(` the message “${message.text.slice(0, 40)}”`)) : null;
  return h("div", { class: "foot" }, edit, message.edited ? h("span", {}, "edited") : null,
    h("time", { datetime: date.toISOString(), title: fullTime(date) }, clockTime(date)));
}

const everybody = (users) => users.map((user) => user.first_name).join(", ");

/** What Telegram writes in a group when somebody comes, goes or changes something, in words. */
function serviceWords(message) {
  const who = message.sender?.first_name ?? "";
  const { new_chat_members: come, left_chat_member: gone, ...other } = message.service;
  if (come) return come[0].id === message.sender?.id ? `${who} joined the group` : `${who} added ${everybody(come)}`;
  if (gone) return gone.id === message.sender?.id ? `${who} left the group` : `${who} removed ${gone.first_name}`;
  if (other.new_chat_title) return `${who} named the group ${other.new_chat_title}`;
  if (other.pinned_message) return `${who} pinned a message`;
  if (other.migrate_to_chat_id) return `${who} made this a supergroup`;
  if (other.migrate_from_chat_id) return "The supergroup begins here";
  return `${who} made the group`;
}

function sides(message, does) {
  if (message.from_bot) return ["mestringsbot", "from-bot"];
  if (!does.group || message.sender?.id === does.id) return [does.name, "from-me"];
  return [message.sender?.first_name ?? "", "from-other"];
}

/** The list item of a message. `does` is what its buttons and links can do in this phone. */
export function bubble(message, does) {
  if (message.service) return h("li", { class: "service" }, h("span", {}, serviceWords(message)));
  const [name, side] = sides(message, does);
  const who = unseen(`${name}: `);
  if (message.deleted) {
    const words = message.from_bot ? "The bot took this message away" : "This message was deleted";
    return h("li", { class: `message ${side} gone` }, h("div", { class: "bubble" }, who, words));
  }
  const keys = keyboard(message, does);
  const shown = does.group && side !== "from-me" ? h("div", { class: "sender" }, name, unseen(": ")) : who;
  return h("li", { class: `message ${side}` },
    h("div", { class: "bubble" }, shown, content(message, does), foot(message, does)), keys);
}
