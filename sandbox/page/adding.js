// The dialogs of groups: make one, and add the bot to one as a startgroup link does.
import { groupOf, post } from "./api.js";
import { byId, h, say } from "./dom.js";
import { RIGHTS, rightsField, ticked } from "./people.js";

const NEW = "new";

function options(select, pairs) {
  select.replaceChildren(...pairs.map(([value, text]) => h("option", { value }, text)));
}

function closing(dialog) {
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}

export class Adding {
  /** `page` lists people() and groups() and says trouble(text). */
  constructor(page) {
    this.page = page;
    for (const id of ["group-dialog", "bot-dialog"]) closing(byId(id));
    byId("add-group").addEventListener("click", () => this.openGroup());
    byId("group-form").addEventListener("submit", () => this.makeGroup());
    byId("bot-form").addEventListener("submit", () => this.addBot());
    byId("bot-group").addEventListener("change", () => this.showTitle());
    byId("bot-who").addEventListener("change", () => this.showGroups());
  }

  openGroup() {
    options(byId("group-owner"), this.page.people().map((user) => [user.id, user.first_name]));
    byId("group-dialog").showModal();
  }

  async makeGroup() {
    const title = byId("group-title").value.trim();
    const owner = Number(byId("group-owner").value);
    if (!title || !owner) return;
    const body = { title, owner_id: owner, type: byId("group-kind").value };
    await post("groups", body).then((group) => this.page.show(group.id, `The group ${title} is made`)).catch((error) => this.page.trouble(error.message));
    byId("group-form").reset();
  }

  /** Opens the choice of a group; `user` pressed the link, null lets the dialog ask who; `group` is chosen beforehand. */
  openBot(user, link, group = null) {
    this.link = link;
    this.chosen = group;
    options(byId("bot-who"), (user ? [user] : this.page.people()).map((one) => [one.id, one.first_name]));
    this.showGroups();
    const wanted = link.rights ?? [];
    this.rights = rightsField(wanted.length || link.kind !== "startgroup" ? wanted : [], "Make it administrator with the rights to");
    this.rights.hidden = link.kind === "startgroup" && !wanted.length;
    byId("bot-rights").replaceChildren(this.rights);
    byId("bot-dialog").showModal();
  }

  showGroups() {
    const userId = Number(byId("bot-who").value);
    const groups = this.page.groups().filter((card) => card.members.some((member) => member.inside && member.user.id === userId));
    options(byId("bot-group"), [...groups.map((card) => [card.id, card.name]), [NEW, "A new group"]]);
    if (this.chosen) byId("bot-group").value = String(this.chosen.id);
    this.showTitle();
  }

  showTitle() {
    byId("bot-new").hidden = byId("bot-group").value !== NEW;
  }

  async addBot() {
    const by = Number(byId("bot-who").value);
    try {
      const id = byId("bot-group").value === NEW ? (await post("groups", { title: byId("bot-title").value.trim() || "Group", owner_id: by })).id : Number(byId("bot-group").value);
      const group = await groupOf(id).does("add_bot", { by, payload: this.link.payload ?? "", admin_rights: ticked(this.rights) });
      byId("bot-form").reset();
      this.page.show(group.id, `The bot is in ${group.title}`);
    } catch (error) {
      this.page.trouble(error.message);
    }
  }
}

/** What the Members list asks for when it adds the bot: no payload, the rights to be ticked by hand. */
export const BY_HAND = { kind: "by hand", payload: "", rights: RIGHTS.slice(0, 2) };
