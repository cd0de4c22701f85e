/** Operations that no library offers for many at once: a file, a message of a chat, a charge, a prompt. */
import { type Effect, ofContents } from '../effects.ts';
import { asksStore } from './stores-asked.ts';

/** Names of steps that move, drop or look for one object or file. */
const transfers =
  /(^|[\s.#])(verifyUpload\w*|([dD]elete|remove|destroy|unlink)\w*(Cloud|Cloudinary|S3|Bucket|Object|File|Image|Img|Blob|Media|Asset|Photo|Picture|Attachment|Video|Avatar)(By[A-Z]\w*|From[A-Z]\w*|In[A-Z]\w*)?|(upload|download|putObject|getObject)([A-Z]\w*)?|(fetch|load|read)(Pdf|PDF|File|Image|Blob|Audio|Video)(Bytes|Buffer|Data|Content)?|(check|validate|verify|does|is)?([fF]ile|[oO]bject|[iI]mage)Exists|headObject|_?(save|store|persist)\w*(Photo|Picture|Image|Thumbnail|Avatar|Poster|Media|Audio|Video|Pdf|PDF))(\s|$)/;

/** Each browser that asked for pushes has an address of its own. */
const webPushes = /(^|[\s.#])\w*[wW]eb_?[pP]ush\w*(\s|$)/;

/** Whether something answers is asked of each that has to answer. */
const probes =
  /(^|[\s.#])_?((ping|probe)([A-Z]\w*)?|check\w*(Health|Reachable|Reachability|Alive|Online|Uptime|Url|Link))(\s|$)/;

/** A chat takes one message at a time. */
const chatWrites =
  /(^|\.)((\w*[cC]hannel|\w*([mM]essage|[mM]sg)|\w*[iI]nteraction|member|thread)\.(send|reply|edit|react|followUp|delete|editReply|deleteReply|pin|unpin|crosspost|setNickname)|voice\.(set\w+|disconnect)|ctx\.(reply|replyWith\w+|send(Message|Photo|Document|Video|Audio)|editMessage\w+|deleteMessage))$/;

/** So it goes with what it lets somebody see or do, whom it sends away, and what is there under an id. */
const chatChanges =
  /(^|\.)(permissionOverwrites\.(edit|create|set|delete|upsert)|(member|user|target|\w*Member)\.(roles\.(add|remove|set)|ban|kick|timeout|send|createDM|edit)|(members|bans)\.(ban|kick|unban|create|remove)|(role|emoji|sticker|webhook|invite)\.(delete|edit|set[A-Z]\w*)|\w*[cC]hannel\.(set[A-Z]\w*|clone|lockPermissions)|invites\.fetch|fetch(Invites?|Webhooks)|users\.send|reactions?(\.cache)?\.users\.(fetch|remove))$/;

/** An object of a store (Google's and kin) is deleted, looked for or made public by itself, and a folder listed. */
const objectWrites =
  /(^|\.)(stat|head|copy)Object$|(^|\.)_?minio(Client)?\.(stat|presigned|get|put|fGet|fPut|copy)\w*$|(^|\.)\w*[cC]ontainerClient\.deleteBlob$|(^|\.)\w*([fF]ile(Node)?|[bB]lob(Client)?)(\(\))?\.(delete|deleteIfExists|beginCopyFromURL|save|exists|makePublic|move|copy|download|getSignedUrl|setMetadata|createResumableUpload)$|(^|\.)(files\.delete|upload\.done|storage\.from\(\)\.(list|move|copy|download|upload|info|exists))$/;

/** Stripe changes one thing a request, each browser that asked for pushes has an address, a model answers one prompt. */
const oneByOne =
  /(^|\.)_?stripe(Client|Service|Api)?\.\w+(\.\w+)?\.(create|update|del|cancel|attach|detach|pay|capture|confirm|finalize|void|expire|delete|refund)\w*$|(^|\.)web_?[pP]ush\.sendNotification$|(^|\.)(chat\.completions\.(create|parse)|responses\.create|anthropic\w*\.messages\.create|generateContent|(llm|model|chain|agent|graph)\.invoke)$|^generate(Text|Object)$/i;

/**
 * Nothing reads or writes many files, takes or sends many objects at once: named only where somebody asks for
 * everything. What files hold, behind a helper, is as often rows of
 * a store.
 */
export function hasNoBulk(e: Effect): boolean {
  if (e.kind === 'fs') return e.steps.length < 2 || /Sync\b/.test(e.what) || !ofContents(e.what);
  if (e.kind !== 'http') return false;
  return (
    chatWrites.test(e.what) ||
    chatChanges.test(e.what) ||
    objectWrites.test(e.what) ||
    oneByOne.test(e.what) ||
    e.steps.some((s) => transfers.test(s.message) || webPushes.test(s.message) || probes.test(s.message))
  );
}

/** An object is put into a store or dropped from it; the row about it is written beside that, one by one as well. */
export function movesFile(e: Effect): boolean {
  if (e.kind === 'fs') return /(^|\.)(unlink|rm|rename|copyFile)(Sync)?$/.test(e.what);
  return e.kind === 'http' && (objectWrites.test(e.what) || e.steps.some((s) => transfers.test(s.message)));
}

const logs = /(^|[\s.])(maybe|safe)?_?[lL]og(ger\.\w+|[A-Z]\w*)?$/;

/** `calls logEvent`, and then a request: what is told on the way is no part of the work. A row of a log is a row. */
export function isLogEntry(e: Effect): boolean {
  return !asksStore(e) && e.steps.some((s) => logs.test(s.message));
}
