// The drawer at the side: what is queued and coming, faults to order, and the calls the bot has made.
import { get, post, remove } from "./api.js";
import { h, labelled, say } from "./dom.js";
import { clockTime, distance, shortTime } from "./time.js";

const FAULTS = [
  ["429", "“Too Many Requests” (429)"],
  ["500", "“Internal Server Error” (500)"],
  ["bad_gateway_html", "“Bad Gateway” as a web page (502)"],
  ["no_answer", "no answer, not carried out"],
  ["lost_answer", "carried out, but the answer is lost"],
  ["done_502", "carried out, but the answer is “Bad Gateway” (502)"],
  ["403", "“Forbidden” (403)"],
];
const METHODS = ["sendMessage", "sendPhoto", "sendDocument", "editMessageText", "answerCallbackQuery", "getUpdates"];
const options = (pairs) => pairs.map(([value, text]) => h("option", { value }, text));

function part(title, ...children) {
  return h("section", { class: "part" }, h("h3", {}, title), ...children);
}

export class Outbox {
  /** `clock` knows the time; `people()` lists the users, whose names the faults are addressed to. */
  constructor(body, clock, people) {
    Object.assign(this, { clock, people, calls: [], since: 0 });
    this.coming = h("div");
    this.rows = h("div");
    this.active = h("div");
    this.callList = h("ol", { class: "calls" });
    this.callBox = h("details", { class: "part", ontoggle: () => this.readCalls() }, h("summary", {}, "Calls to the Bot API"), this.callList);
    body.append(part("Coming", this.coming), part("Messages", this.rows),
      h("details", { class: "part" }, h("summary", {}, "Order a fault"), this.faultForm(), this.active), this.callBox);
  }

  faultForm() {
    const kind = h("select", {}, options(FAULTS));
    const method = h("select", {}, options([["", "any call"], ...METHODS.map((name) => [name, name])]));
    const count = h("input", { type: "number", min: "0", max: "1000", value: "3" });
    const wait = h("input", { type: "number", min: "1", max: "600", value: "3" });
    const submit = async (event) => {
      event.preventDefault();
      const fault = { kind: kind.value, count: Number(count.value), retry_after: Number(wait.value) };
      if (method.value) fault.method = method.value;
      await post("faults", fault);
      say("Fault ordered");
      this.readFaults();
    };
    method.value = "sendMessage";
    const waiting = labelled("Wait (s)", wait);
    const which = labelled("get", kind);
    which.classList.add("all");
    kind.addEventListener("change", () => { wait.disabled = kind.value !== "429"; });
    return h("form", { class: "faults", onsubmit: submit },
      h("p", { class: "small" }, "See how the bot copes when Telegram fails. 0 means until cleared."),
      labelled("The next", count), labelled("calls of", method), which, waiting,
      h("button", { type: "submit" }, "Order"));
  }

  /** Draws what plan() returned; {} or null when the sandbox runs without a bot that tells its plan. */
  draw(plan) {
    const now = this.clock.current();
    const coming = plan?.coming ?? [];
    const rows = plan?.outbox ?? [];
    this.coming.replaceChildren(coming.length
      ? h("ul", { class: "plan" }, coming.map((moment) => this.moment(moment, now)))
      : h("p", { class: "small" }, plan?.hint ? `Nothing is planned yet. ${plan.hint}` : "Nothing is planned."));
    this.rows.replaceChildren(rows.length
      ? h("ul", { class: "plan" }, rows.map((row) => this.row(row)))
      : h("p", { class: "small" }, "No message has been queued yet."));
  }

  moment(moment, now) {
    const due = new Date(moment.due);
    const many = moment.count > 1 ? ` × ${moment.count}` : moment.count ? "" : " · nobody";
    return h("li", {}, h("time", { datetime: due.toISOString(), title: distance(due, now) }, shortTime(due)),
      h("span", { class: "what" }, `${moment.what}${many}`));
  }

  row(row) {
    const due = new Date(row.due);
    return h("li", {}, h("time", { datetime: due.toISOString() }, shortTime(due)),
      h("span", { class: "what" }, `${row.kind} → ${row.to}`), h("span", { class: `state state-${row.state}` }, row.state));
  }

  async readFaults() {
    const answer = await get("faults");
    const faults = Array.isArray(answer) ? answer : (answer.faults ?? []);
    if (!faults.length) { this.active.replaceChildren(); return; }
    const clear = async () => { await remove("faults"); say("Faults cleared"); this.readFaults(); };
    const words = (fault) => `${fault.count ? `next ${fault.count}` : "every"} ${fault.method || "call"}: ${FAULTS.find(([kind]) => kind === String(fault.kind))?.[1] ?? fault.kind}`;
    this.active.replaceChildren(h("ul", { class: "plan" }, faults.map((fault) => h("li", {}, h("span", { class: "what" }, words(fault))))),
      h("button", { type: "button", onclick: clear }, "Clear all faults"));
  }

  async readCalls() {
    if (!this.callBox.open) return;
    const { calls } = await get(`calls?since=${this.since}`);
    if (calls.length) this.since = calls.at(-1).n;
    // Long polling would fill the list with nothing.
    this.calls = [...this.calls, ...calls.filter((call) => call.method !== "getUpdates")].slice(-60);
    this.callList.replaceChildren(...this.calls.toReversed().map((call) => this.call(call)));
  }

  call(call) {
    const outcome = call.ok ? "ok" : `${call.error_code ?? "lost"} ${call.description ?? ""}`;
    return h("li", { class: call.ok ? "" : "bad" }, h("details", {},
      h("summary", {}, h("time", {}, clockTime(new Date(call.at * 1000))), ` ${call.method} `, h("span", { class: "small" }, outcome)),
      h("pre", { tabindex: "0", "aria-label": "Parameters" }, JSON.stringify(call.params, null, 2))));
  }
}
