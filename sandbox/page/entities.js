// Telegram's text with entities -> nodes. Offsets are UTF-16 units, which is how JavaScript counts too.
import { h } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|mailto|tel):/i;
// Clients make these out of plain text by themselves.
const FOUND = /https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"]|(?<![\w/])\/[a-z][a-z0-9_]{0,31}\b/gi;

const HOST = /^(www\.)?(t|telegram)\.me$/;

/**
 * Where a link to the bot or into a group leads, null for any other address:
 * {kind: "start", payload}, {kind: "startgroup", payload, rights} or {kind: "join", address}.
 */
export function telegramLink(address) {
  let url;
  try { url = new URL(address); } catch { return null; }
  const ours = HOST.test(url.hostname);
  if (address.startsWith("tg://join?") || (ours && /^\/(\+|joinchat\/)./.test(url.pathname))) return { kind: "join", address };
  const toBot = address.startsWith("tg://resolve?") || (ours && /^\/\w+bot$/i.test(url.pathname));
  if (!toBot) return null;
  const payload = url.searchParams.get("startgroup");
  if (payload === null) return { kind: "start", payload: url.searchParams.get("start") ?? "" };
  // Rights are joined by plus signs, which a query reads as spaces.
  return { kind: "startgroup", payload, rights: (url.searchParams.get("admin") ?? "").split(/[\s+]+/).filter(Boolean) };
}

/** A link: to the bot or into a group it works in this very phone (`does.follow`), to anywhere else it is a new tab. */
export function link(address, does, ...children) {
  const inside = telegramLink(address);
  if (inside) {
    return h("button", { type: "button", class: "link", title: address, onclick: () => does.follow(inside) }, ...children);
  }
  if (!SAFE.test(address)) return h("span", {}, ...children);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function command(text, does) {
  return h("button", { type: "button", class: "link", onclick: () => does.send(text) }, text);
}

function plain(text, does) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(FOUND)) {
    if (match.index > at) nodes.push(text.slice(at, match.index));
    nodes.push(match[0].startsWith("/") ? command(match[0], does) : link(match[0], does, match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

function spoiler(children) {
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" });
  const inside = h("span", { class: "under", "aria-hidden": "true" }, children);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (!cover.hasAttribute("role")) return;
    event.preventDefault();
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    inside.removeAttribute("aria-hidden");
    cover.classList.add("shown");
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", show);
  cover.append(inside);
  return cover;
}

function dressed(entity, raw, children, does) {
  switch (entity.type) {
    case "pre": return h("pre", {}, h("code", {}, children));
    case "blockquote":
    case "expandable_blockquote": return h("blockquote", {}, children);
    case "spoiler": return spoiler(children);
    case "text_link": return link(entity.url, does, ...children);
    case "url": return link(/^\w+:/.test(raw) ? raw : `https://${raw}`, does, raw);
    case "email": return link(`mailto:${raw}`, does, raw);
    case "phone_number": return link(`tel:${raw.replace(/[^+\d]/g, "")}`, does, raw);
    case "bot_command": return command(raw, does);
    default: return h(TAGS[entity.type] ?? "span", {}, children);
  }
}

function between(text, entities, from, to, does, literal) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    const before = text.slice(at, entity.offset);
    nodes.push(...(literal ? [before] : plain(before, does)));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    const isLiteral = literal || ["code", "pre", "text_link"].includes(entity.type);
    nodes.push(dressed(entity, text.slice(entity.offset, end), between(text, inner, entity.offset, end, does, isLiteral), does));
    // A block ends its own line; the line break after it would show as an empty one.
    at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  const rest = text.slice(at, to);
  nodes.push(...(literal ? [rest] : plain(rest, does)));
  return nodes.filter((node) => node !== "");
}

/** The nodes of a message's text; `does` has follow(link) and send(text) for links and commands in it. */
export function rendered(text, entities, does) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, ordered, 0, text.length, does, false);
}
