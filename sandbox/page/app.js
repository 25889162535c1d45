// The page: one phone a user, the clock, the outbox; all kept true by the sandbox's events.
import { Adding, BY_HAND } from "./adding.js";
import { get, listen, post } from "./api.js";
import { Clock } from "./clock.js";
import { byId, h, say } from "./dom.js";
import { GroupCard } from "./group.js";
import { Outbox } from "./outbox.js";
import { Phone, languageName } from "./phone.js";
import { Roles } from "./roles.js";

const phones = new Map();
const groups = new Map();
const called = new Set();
const LANGUAGES = ["nb", "nn", "da", "en", "sv", "fi", "se", "de", "pl", "uk"];

function trouble(text) {
  const line = byId("lost");
  line.textContent = text;
  clearTimeout(trouble.timer);
  if (text) trouble.timer = setTimeout(() => { line.textContent = ""; }, 8000);
}

/** Says what to do first, or what has just happened; returns the latter. */
function hint() {
  const users = [...phones.values()].map((phone) => phone.user);
  const line = byId("hint");
  const [first] = users;
  const news = roles.tell(clock.plan);
  if (!first) line.textContent = "Add a phone to begin with.";
  else if (!users.some((user) => user.started)) line.textContent = `Press Start on the first phone: ${first.first_name}’s.`;
  else if (news) line.textContent = "";
  else line.textContent = (clock.plan?.hint ?? "").replace("press Next event", clock.folded() ? "press Change, then Next event" : "$&");
  line.hidden = !line.textContent;
  return news;
}

async function readUsers() {
  const users = await get("users");
  // A sandbox that was started anew counts from the same number: what was another person's phone is put away.
  for (const [id, phone] of phones) {
    if (users.some((user) => user.id === id && user.first_name === phone.user.first_name)) continue;
    phone.element.remove();
    phones.delete(id);
  }
  roles.draw(users);
  for (const user of users) {
    const known = phones.get(user.id);
    if (known) { known.showUser(user); continue; }
    if (user.aside && !called.has(user.id)) continue;
    const phone = new Phone(user, (...wish) => adding.openBot(...wish.slice(0, 2)));
    phones.set(user.id, phone);
    byId("phones").insertBefore(phone.element, byId("phones").querySelector(".group"));
    phone.refresh();
  }
  hint();
}

/** Brings somebody's phone: whoever stands aside gets one. */
async function go(id) {
  if (!phones.has(id)) {
    called.add(id);
    await readUsers();
  }
  const phone = phones.get(id);
  if (!phone) return;
  roles.mark(id);
  phone.element.scrollIntoView({ inline: "center", block: "nearest" });
  (phone.user.started ? phone.log : phone.composer.element.querySelector("button")).focus({ preventScroll: true });
}

/** One reading after the other: nobody is told of a card before it stands on the page. */
function readGroups() {
  readGroups.last = (readGroups.last ?? Promise.resolve()).then(readGroupsNow, readGroupsNow);
  return readGroups.last;
}

/** Keeps a card for every group; one that became a supergroup gives its place to that. */
async function readGroupsNow() {
  const listed = (await get("groups")).filter((group) => !group.migrated_to);
  for (const group of listed) {
    if (groups.has(group.id)) continue;
    const card = new GroupCard(group, page);
    groups.set(group.id, card);
    const before = groups.get(group.migrated_from);
    await card.refresh();
    if (!before) { byId("phones").append(card.element); continue; }
    card.toggle(!before.people.element.hidden);
    const focused = before.element.contains(document.activeElement);
    before.element.replaceWith(card.element);
    if (focused) card.opener.focus();
  }
  for (const [id, card] of groups) {
    if (listed.some((group) => group.id === id)) continue;
    card.element.remove();
    groups.delete(id);
  }
}

async function readPlan() {
  const plan = await get("plan");
  clock.showNext(plan);
  hint();
  if (byId("outbox").hidden) return;
  outbox.draw(plan);
  await Promise.all([outbox.readFaults(), outbox.readCalls()]);
}

/** Runs `work` soon, once for a burst of reasons; a failure is left to the next one. */
function soon(work, wait) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => { timer = null; work().catch(() => {}); }, wait);
  };
}

/** What a group's card may ask of the page. */
const page = {
  phone: (userId) => phones.get(userId),
  people: () => [...phones.values()].map((phone) => phone.user),
  groups: () => [...groups.values()],
  addBot: (card) => adding.openBot(phones.get(card.actor)?.user ?? null, BY_HAND, card),
  trouble,
  async show(groupId, words) {
    await readGroups();
    const card = groups.get(groupId);
    await card?.refresh();
    card?.element.scrollIntoView({ inline: "end", block: "nearest" });
    card?.opener.focus({ preventScroll: true });
    say(words);
  },
};

const adding = new Adding(page);
const roles = new Roles((id) => go(id).catch(() => {}));
const clock = new Clock(trouble, () => hint());
const outbox = new Outbox(byId("outbox-body"), clock, () => [...phones.values()]);
const usersSoon = soon(readUsers, 60);
const groupsSoon = soon(readGroups, 60);
const planSoon = soon(readPlan, 250);
const clockSoon = soon(() => clock.read(), 60);

function readAll() {
  usersSoon();
  groupsSoon();
  planSoon();
  clockSoon();
  for (const card of [...phones.values(), ...groups.values()]) card.refresh();
}

function onChange(event) {
  if (event.kind === "clock") clockSoon();
  if (event.user_id === undefined || event.user_id === null) {
    if (event.kind !== "clock") usersSoon();
  } else if (event.user_id < 0) {
    groups.get(event.user_id)?.refresh();
    if (event.kind === "group") groupsSoon();
  } else {
    phones.get(event.user_id)?.refresh();
    usersSoon();
  }
  planSoon();
}

function onLink(up) {
  if (up) { trouble(""); readAll(); return; }
  trouble("The sandbox does not answer. Trying again …");
  clearTimeout(trouble.timer);
}

function openOutbox(open, remember = true) {
  byId("outbox").hidden = !open;
  byId("outbox-toggle").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("with-outbox", open);
  if (remember) localStorage.setItem("outbox", open ? "open" : "");
  if (!open) return;
  readPlan().catch(() => {});
  if (remember) byId("outbox-title").focus();
}

function dialogs() {
  const dialog = byId("add-dialog");
  byId("add-language").append(...LANGUAGES.map((code) => h("option", { value: code }, languageName(code))));
  byId("add-phone").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  byId("add-form").addEventListener("submit", () => {
    const name = byId("add-name").value.trim();
    if (!name) return;
    post("users", { first_name: name, language_code: byId("add-language").value })
      .then(async (user) => {
        await readUsers();
        byId("add-form").reset();
        const phone = phones.get(user.id);
        phone?.element.scrollIntoView({ inline: "end", block: "nearest" });
        phone?.element.querySelector("button:not([hidden])")?.focus();
        say(`${name}’s phone is added`);
      })
      .catch((error) => trouble(error.message));
  });
  byId("outbox-toggle").addEventListener("click", () => openOutbox(byId("outbox").hidden));
  const close = () => { openOutbox(false); byId("outbox-toggle").focus(); };
  byId("outbox-close").addEventListener("click", close);
  byId("outbox").addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

dialogs();
if (localStorage.getItem("outbox") && matchMedia("(min-width: 1000px)").matches) openOutbox(true, false);
listen(onChange, onLink);
setInterval(planSoon, 15000);
