// The control API under /sandbox/: what a person does, what the bot answered, the clock, the faults.

// What the apps say where Telegram's servers answer with a code.
const WORDS = {
  INVITE_HASH_EXPIRED: "This invite link has expired or leads nowhere any more.",
  INVITE_HASH_INVALID: "This is no invite link.",
  USER_ALREADY_PARTICIPANT: "They are in this group already.",
  USER_NOT_PARTICIPANT: "They are not in this group.",
  CHAT_ADMIN_REQUIRED: "Only an administrator with that right can do this.",
  CHAT_WRITE_FORBIDDEN: "They may not do this in the group.",
};

async function request(method, path, body) {
  const json = body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/sandbox/${path}`, { method, ...json })
    .catch(() => { throw new Error("The sandbox does not answer."); });
  const text = await answer.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { value = { error: text }; }
  if (!answer.ok) throw new Error(WORDS[value?.error] ?? value?.error ?? value?.description ?? `The sandbox answered ${answer.status}`);
  return value;
}

export const get = (path) => request("GET", path);
export const post = (path, body = {}) => request("POST", path, body);
export const remove = (path) => request("DELETE", path);

/** Everything one person can do in the chat. */
export function person(id) {
  const does = (what, body) => post(`users/${id}/${what}`, body);
  return {
    chat: () => get(`users/${id}/chat`),
    start: (payload) => does("start", payload ? { payload } : {}),
    send: (message) => does("message", message),
    edit: (messageId, text) => does("edit", { message_id: messageId, text }),
    press: (messageId, row, column) => does("press", { message_id: messageId, row, column }),
    vote: (messageId, optionIds) => does("vote", { message_id: messageId, option_ids: optionIds }),
    block: () => does("block"),
    unblock: () => does("unblock"),
    join: (link) => post("groups/join", { user_id: id, invite_link: link }),
    commands: async () => (await get(`commands?chat_id=${id}`)).commands,
  };
}

/** Everything people can do in one group; `by` is who does it. */
export function groupOf(id) {
  const does = (what, body) => post(`groups/${id}/${what}`, body);
  return {
    does,
    read: (viewer) => get(`groups/${id}${viewer ? `?as=${viewer}` : ""}`),
    send: (by, message) => does("message", { user_id: by, ...message }),
    edit: (by, messageId, text) => does("edit", { user_id: by, message_id: messageId, text }),
    press: (by, messageId, row, column) => does("press", { user_id: by, message_id: messageId, row, column }),
    vote: (by, messageId, optionIds) => does("vote", { user_id: by, message_id: messageId, option_ids: optionIds }),
    commands: async (by) => (await get(`commands?chat_id=${id}&user_id=${by}`)).commands,
  };
}

/** Waits until the bot has answered a press: {text, show_alert, url}, or null when it has not within `seconds`. */
export async function pressAnswer(callbackId, seconds = 12) {
  const until = Date.now() + seconds * 1000;
  for (let pause = 80; Date.now() < until; pause = Math.min(pause * 1.5, 500)) {
    const answer = await get(`presses/${encodeURIComponent(callbackId)}`);
    if (answer.answered) return answer;
    await new Promise((done) => setTimeout(done, pause));
  }
  return null;
}

/** Listens for changes for ever; `onChange` gets {kind, user_id?}, `onLink` true or false as the line opens or breaks. */
export function listen(onChange, onLink) {
  const source = new EventSource("/sandbox/events");
  source.onopen = () => onLink(true);
  source.onmessage = (event) => onChange(JSON.parse(event.data));
  source.onerror = () => {
    onLink(false);
    // A browser gives up for good when the answer is an error page; a server that comes back deserves a new try.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(onChange, onLink), 2000);
  };
}
