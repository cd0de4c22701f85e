/**
 * Calls that nothing but their use describes: awaited, of a value that no file of the workspace explains, and
 * named after fetching or changing something elsewhere. Too weak for "one query per item"; next to
 * `Promise.all` over a list, where somebody already wrote that many of them wait at once, enough.
 */
import type { Effect } from '../effects.ts';
import type { World } from '../link.ts';
import { keptHere } from '../shapes.ts';
import type { CallRow, FileSummary } from '../summary.ts';

const remoteVerbs =
  /^(fetch|load|find|query|search|list|insert|upsert|save|send|post|upload|download|sync|notify|publish|enqueue|dispatch|trigger|invoke|request|retrieve|submit|purge|archive|subscribe|unsubscribe|deliver|geocode|reverseGeocode|transcribe|(get|create|update|delete|remove|refresh|process|put|add|revoke|cancel|assign|call)(?=[A-Z]))([A-Z]\w*)?$/;
/** Awaited though they stay in the process, or only read what has arrived. */
const nearby =
  /^(get|load|create|find|list|process|add)(SignedUrl|PresignedUrl|Translations?|Messages?Bundle|Locale|Metadata|Dimensions?|Image(Data|Bitmap)?|Font\w*|Text(Content)?|Buffer|ArrayBuffer|Reader|Writer|Hash|Token|Signature|Key(Pair)?|Component|Module|Plugin|Config|Attribute|Property|BoundingBox|Value|Html|Node|Element|Handle|FromCache|Listener|Icon|Template|Schema|Chunk|Stream)s?$|^(load|find)$|^(get|generate|make|create|build)\w*[sS]igned\w*Ur[li]|^findProgramAddress/;
const localReceivers =
  /^(cache\w*|\w*Cache|memo\w*|loader|\w*Loader|page|browser|frame|locator|element|driver|window|document|navigator|crypto|subtle|sharp|image|img|canvas|ctx|zip|archive|file|fd|handle|dirHandle|fileHandle|moduleRef|injector|container|i18n\w*|intl|logger|compiler|bundler|wrapper|editor|monaco|localStorage|sessionStorage|[fF]ile[sS]ystem|RNFS)$/;

/** `ctx.clients.orders().mayChange(id)`: one of the services that a program has clients for. */
const ofClients = /(^|\.)(api|service)?[cC]lients\.\w+(\(\))?\.\w+$/;

const collections =
  /^(cache\w*|\w*Cache|\w*[mM]ap|\w*[sS]et|\w*[sS]tore|\w*[sS]torage|\w*Handle|\w*[rR]egistry|headers|params|searchParams|this)$/;

/** The first such call that a function makes, itself or by what it calls. */
export function likelyRemote(
  world: World,
  file: FileSummary,
  calls: readonly number[],
  depth = 0,
): Effect | undefined {
  for (const id of calls) {
    const row = file.calls[id]!;
    const targets = world.effects.leads.targets(file, id);
    if (targets.length === 0) {
      if (isRemote(world, file, row)) return effectOf(file, row);
      continue;
    }
    const only = targets.length === 1 && depth < 2 ? targets[0]! : undefined;
    const fn = only?.file.functions[only.id];
    if (!only || !fn || fn.memo || fn.entry === 'loader') continue;
    const found = likelyRemote(world, only.file, world.effects.leads.callsIn(only.file, only.id), depth + 1);
    if (!found) continue;
    const step = { file: file.path, line: row.line, column: row.column, message: `calls ${fn.name}` };
    return { ...found, steps: [step, ...found.steps] };
  }
  return undefined;
}

function isRemote(world: World, file: FileSummary, row: CallRow): boolean {
  if (!row.awaited || row.arg === 'function') return false;
  const v = world.values.of(file, row.ref);
  if (v && v.t !== 'names' && v.t !== 'package') return false;
  const names = row.text.split('.');
  const method = names.at(-1)!;
  const receiver = (names.at(-2) ?? '').replace(/[()]+$/, '');
  // What a caller hands over says by its name what it is, not what it does.
  if (names.length === 1 && /([fF]n|Func|Callback|Cb|Handler)$/.test(method)) return false;
  // `getColorFromImage(image)` of a package makes one thing of another.
  if (
    names.length === 1 &&
    v?.t === 'package' &&
    /^(get|create|load|find)\w*[a-z](From|Of)[A-Z]/.test(method)
  )
    return false;
  if (keptHere(method, receiver)) return false;
  // `file.delete()` of a bucket: the thing itself knows where it is.
  if (/^(delete|revoke)$/.test(method)) return names.length > 1 && !collections.test(receiver);
  if (ofClients.test(row.text)) return true;
  return remoteVerbs.test(method) && !nearby.test(method) && !localReceivers.test(receiver);
}

function effectOf(file: FileSummary, row: CallRow): Effect {
  const mode = /^(get|fetch|load|find|query|search|list|retrieve|download)/.test(row.text.split('.').at(-1)!)
    ? 'read'
    : 'write';
  const step = {
    file: file.path,
    line: row.line,
    column: row.column,
    message: `${row.text} is waited for, and named after work elsewhere`,
  };
  return { kind: 'http', mode, writes: mode === 'write', sure: 0.6, what: row.text, steps: [step] };
}
