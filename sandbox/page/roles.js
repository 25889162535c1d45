// The row of people to be: one press brings their phone, and a mark tells whose phone something new has come to.
import { byId, h, unseen } from "./dom.js";

const MOST_NAMES = 3;

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Text with names that lead to their phones: "Liv, Per, Siri and 2 more". */
function namesOf(people, go) {
  const shown = people.slice(0, people.length > MOST_NAMES + 1 ? MOST_NAMES : people.length);
  const rest = people.length - shown.length;
  const links = shown.map((one) => h("button", { type: "button", class: "link", onclick: () => go(one.id) }, one.name));
  const parts = links.flatMap((link, at) => [at === 0 ? "" : !rest && at === links.length - 1 ? " and " : "\u2060, ", link]);
  return rest ? [...parts, ` and ${rest} more`] : parts;
}

export class Roles {
  /** `go(id)` brings somebody's phone. */
  constructor(go) {
    this.go = go;
    this.nav = byId("roles");
    this.list = byId("role-list");
    this.others = byId("others");
    this.buttons = new Map();
    this.news = new Set();
    this.others.addEventListener("change", () => {
      const id = Number(this.others.value);
      this.others.value = "";
      if (id) go(id);
    });
    byId("phones").addEventListener("focusin", (event) => this.mark(Number(event.target.closest("[data-user]")?.dataset.user)));
  }

  /** `users` as the sandbox lists them; the row is there once somebody has a role. */
  draw(users) {
    const playing = users.filter((user) => user.role_hint && !user.aside);
    const aside = users.filter((user) => user.aside);
    this.nav.hidden = !playing.length;
    const state = JSON.stringify([...playing, ...aside].map((user) => [user.id, user.first_name, user.role_hint]));
    if (state === this.state) return;
    this.state = state;
    this.buttons = new Map(playing.map((user) => [user.id, this.button(user)]));
    this.list.replaceChildren(...[...this.buttons.values(), this.others].map((one) => h("li", {}, one)));
    this.others.hidden = !aside.length;
    this.others.replaceChildren(h("option", { value: "" }, `${aside.length} more`),
      ...aside.map((user) => h("option", { value: user.id }, user.first_name)));
    this.mark(this.current);
    this.dots();
  }

  button(user) {
    return h("button", { type: "button", title: user.about || null, onclick: () => this.go(user.id) },
      h("span", { class: "role" }, capital(user.role_hint)), h("span", { class: "name" }, user.first_name));
  }

  /** Whose phone one is at. */
  mark(id) {
    if (!id) return;
    this.current = id;
    this.news.delete(id);
    for (const [one, button] of this.buttons) {
      if (one === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    for (const phone of document.querySelectorAll("[data-user]")) phone.classList.toggle("current", Number(phone.dataset.user) === id);
    this.dots();
  }

  dots() {
    for (const [id, button] of this.buttons) {
      button.querySelector(".dot")?.remove();
      if (this.news.has(id)) button.append(h("span", { class: "dot" }, unseen("has got a message")));
    }
  }

  /** Says in one line what has gone out since the clock was turned, and to whom; returns it as text. */
  tell(plan) {
    const line = byId("news");
    const happened = plan?.happened ?? [];
    const state = JSON.stringify([happened, plan?.next_due]);
    if (state !== this.told) {
      this.told = state;
      const parts = happened.map((one) => h("span", {}, h("b", {}, capital(one.what)), " → ", namesOf(one.to, this.go)));
      line.replaceChildren(...parts.flatMap((part, at) => (at ? ["; ", part] : [part])));
      for (const one of happened) for (const person of one.to) if (person.id !== this.current) this.news.add(person.id);
      this.dots();
    }
    line.hidden = !happened.length;
    return line.textContent;
  }
}
