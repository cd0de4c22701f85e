/** Loops over files that somebody sent: each is a stream of its own. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  startsAt,
  typeSaid,
} from '../ast.ts';
import type { Binding, LoopInfo, Scope } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';
import { declaredIn } from './claims.ts';
import { declaredAs, reading } from './origins.ts';

/** A call that moves the loop's item, a file, to where it is kept. */
export function sendsFile(call: Call, loop: LoopInfo): boolean {
  return sendsItem(call, loop) || putsBytes(call, loop) || fillsForm(call, loop);
}

const pictures =
  /(^|\.|[a-z])([iI]mage|[iI]mg|[pP]hoto|[pP]icture|[bB]anner|[tT]humbnail|[gG]allery)(s|_?[uU]rls?|[kK]eys)?((To|For)\w+)?$/;

/** Files of one thing, as its pictures are. */
const attached = /(^|\.|[a-z])([fF]iles|[aA]ttachments)((To|For)\w+)?$/;
/** All that is left over by now, of everything. */
const sweeps = /clean|expire|purge|sweep|prune|orphan|stale|unused|garbage|retention|(^|[.a-z])all/i;

/** `for (const url of event.banners) await deleteFromStore(keyOf(url))`: one thing has a few pictures. Rows about them are rows. */
export function dropsPictures(call: Call, loop: LoopInfo): boolean {
  const list = loop.iterable ? dotted(settled(loop.iterable)) : '';
  const few = pictures.test(list) || (attached.test(list) && !sweeps.test(`${list} ${loop.fn.name}`));
  if (!few) return false;
  const name = methodName(call) || dotted(call.callee);
  return (
    /^(delete|remove|destroy|unlink)\w*(File|Image|Photo|Picture|Object|Blob|Asset|Banner|S3|Cloudinary|Storage|Bucket|Disk|Cdn)/.test(
      name,
    ) || /(^|\.)uploader\.destroy$/.test(dotted(call.callee))
  );
}

/** `socket.on('send', async (to, files) => …)`: what one message of a chat brings. */
function isOfMessage(list: Node, { scope }: LoopInfo): boolean {
  const b = list.type === 'Identifier' ? find(scope, list.name) : undefined;
  if (b?.kind !== 'param' || !/^(files|attachments)$/.test(b.name)) return false;
  const { via } = b.scope.fn;
  const of = via?.type === 'CallExpression' && methodName(via) === 'on' ? receiverOf(via) : undefined;
  return of !== undefined && /(^|\.|[a-z](?=S))[sS]ocket$/.test(dotted(of));
}

/** Whether a loop goes through the files that came with one request. */
export function areUploads(loop: LoopInfo): boolean {
  const given = loop.iterable ? settled(loop.iterable) : undefined;
  // `(files || []).map(…)`
  const list = given?.type === 'LogicalExpression' ? settled(given.left) : given;
  if (!list) return false;
  return (
    isMulter(list, loop) ||
    isOfFiles(list, loop) ||
    isOfMessage(list, loop) ||
    isOfForm(list, loop) ||
    isOfField(list, loop) ||
    givesFile(loop) ||
    comesOfUpload(list, loop) ||
    isGivenByUpload(list, loop) ||
    (/(^|[.a-z])[uU]pload/.test(loop.fn.name) &&
      isToUpload(list) &&
      isHandedIn(find(loop.scope, dotted(list)))) ||
    fillsFormEach(loop) ||
    (isCall(list) &&
      /^Object\.(keys|values|entries)$/.test(dotted(list.callee)) &&
      /(^|\.)files$/.test(dotted(list.arguments[0] ?? list)) &&
      sendsPicked(loop)) ||
    isOfRequest(heldAs(list, loop)) ||
    /[bB]ase64/.test(dotted(list)) ||
    some(
      loop.body,
      (n) => n.type === 'NewExpression' && /^(AttachmentBuilder|MessageAttachment)$/.test(dotted(n.callee)),
    ) ||
    some(
      loop.body,
      (n) =>
        (isMember(n) && isUploaded(n, loop)) ||
        (isCall(n) && (decodesItem(n, loop) || keptInMemory(n, loop))),
    )
  );
}

/** `files` of `(files)` and of `(params) { const { files } = params; }`. */
function isHandedIn(b: Binding | undefined): boolean {
  if (b?.kind === 'param') return true;
  const of = b?.init && b.writes.length === 0 && b.path.length === 1 ? bare(b.init) : undefined;
  return of?.type === 'Identifier' && find(b!.scope, of.name)?.kind === 'param';
}

/** `const photos = req.files` → `req.files`; `if (!Array.isArray(photos)) photos = [photos]` leaves it that. */
function heldAs(list: Node, loop: LoopInfo): Node {
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const same = b?.writes.every((w) => w.type === 'AssignmentExpression' && isWrapped(w.right, b.name));
  return same && b?.init && b.kind !== 'param' && b.path.length === 0 ? b.init : list;
}

/** `[photos]` */
function isWrapped(node: Node, name: string): boolean {
  const n = bare(node);
  return n.type === 'ArrayExpression' && n.elements.length === 1 && dotted(n.elements[0] ?? n) === name;
}

/** `req.files`, `req.files.photos`, `(ctx.request.files || {}).photos || []`, `Array.isArray(of) ? of : [of]`. */
function isOfRequest(node: Node): boolean {
  const n = settled(node);
  if (n.type === 'LogicalExpression') return isOfRequest(n.left);
  if (n.type === 'ConditionalExpression') return isOfRequest(n.consequent) || isOfRequest(n.alternate);
  // `listOfFiles(req.files)`
  if (isCall(n)) return isOfFormData(n) || (n.arguments.length === 1 && isOfRequest(n.arguments[0]!));
  if (!isMember(n)) return false;
  return /^(req|request|ctx\.request)\.files$/.test(dotted(n)) || isOfRequest(n.object);
}

/** `formData.getAll('files')` */
function isOfFormData(call: Call): boolean {
  const [field] = call.arguments;
  return (
    methodName(call) === 'getAll' &&
    /(^|[a-z_])(data|form|body)$/i.test(dotted(receiverOf(call) ?? call)) &&
    field?.type === 'StringLiteral' &&
    sentFiles.test(field.value.replace(/\[\]$/, ''))
  );
}

/** `image.match(/^data:…;base64,/)`: what one request carried with it. */
function decodesItem(call: Call, loop: LoopInfo): boolean {
  const first = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  const of = receiverOf(call);
  if (methodName(call) === 'match' && of && startsAt(bare(of), loop.items))
    return first?.type === 'RegExpLiteral' && /base64/.test(first.pattern);
  return false;
}

/** `uploadImage(file.buffer, folder)`: where Multer keeps it in memory. */
function keptInMemory(call: Call, loop: LoopInfo): boolean {
  if (!/^upload/.test(methodName(call) || dotted(call.callee))) return false;
  return call.arguments.some((a) => loop.items.some((item) => dotted(a) === `${item}.buffer`));
}

/** `Promise.all(chosen.map((file) => upload(file)))` of a page: as many as somebody picked. */
export function sendsPicked(loop: LoopInfo): boolean {
  return some(loop.body, (n) => isCall(n) && sendsItem(n, loop));
}

/** `urls = await this.storage.uploadImages(files)`: as many as the files were. */
function comesOfUpload(list: Node, loop: LoopInfo): boolean {
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const init = b?.init && b.path.length === 0 && b.kind !== 'param' ? settled(b.init) : undefined;
  return init !== undefined && isCall(init) && /^upload/i.test(methodName(init) || dotted(init.callee));
}

/** `uploadMultiple(files)`: whoever is given files to upload has them of one request. */
function isToUpload(list: Node): boolean {
  return (
    list.type === 'Identifier' && /^(files|images|photos|pictures|fileList|attachments)$/.test(list.name)
  );
}

/** `req.file('photos').upload(options, (err, files) => …)` */
function isGivenByUpload(list: Node, loop: LoopInfo): boolean {
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const call = b?.kind === 'param' && b.param === 1 ? b.scope.fn.via : undefined;
  return call !== undefined && isCall(call) && /^upload$/.test(methodName(call));
}

/** `form.append('image', file)` in each turn. */
function fillsFormEach(loop: LoopInfo): boolean {
  return some(loop.body, (n) => isCall(n) && fillsForm(n, loop));
}

/** `upload(file)` in each turn, where the function of the file is declared with `file: Express.Multer.File`. */
function givesFile(loop: LoopInfo): boolean {
  return some(loop.body, (n) => {
    if (!isCall(n) || n.callee.type !== 'Identifier') return false;
    const at = n.arguments.findIndex((a) => a.type === 'Identifier' && loop.items.includes(a.name));
    const b = at < 0 ? undefined : find(loop.scope, n.callee.name);
    const fn = b?.fn?.node;
    const given = fn && isFunction(fn) ? fn.params[at] : undefined;
    const type = given?.type === 'Identifier' ? given.typeAnnotation : undefined;
    return type?.type === 'TSTypeAnnotation' && isUploadType(type.typeAnnotation);
  });
}

/** `files.images` of a parameter: one field of a form that was sent. */
function isOfFiles(list: Node, loop: LoopInfo): boolean {
  if (!isMember(list) || list.computed) return false;
  const of = bare(list.object);
  return of.type === 'Identifier' && of.name === 'files' && find(loop.scope, 'files')?.kind === 'param';
}

/** `forEach(req.body.files, (sent) => sent.forEach((file) => …))`: those that one field of a form brought. */
function isOfField(list: Node, loop: LoopInfo): boolean {
  const of = list.type === 'Identifier' ? find(loop.scope, list.name)?.loopItem?.iterable : undefined;
  return of !== undefined && /(^|\.)(req(uest)?|body)(\.\w+)*\.files$/.test(dotted(settled(of)));
}

/** `const files = dto.files ?? []; files.map((file) => store.upload(file))`: of what one request is said to bring. */
function isOfForm(list: Node, loop: LoopInfo): boolean {
  const d = list.type === 'Identifier' ? declaredAs(list.name, loop.scope) : undefined;
  // `const { photos } = signUp`
  const form = d?.part ? bare(d.init) : undefined;
  if (form?.type === 'Identifier' && find(d!.scope, form.name)?.kind === 'param')
    return sentFiles.test(dotted(list)) && sendsPicked(loop);
  const given = d && !d.part ? settled(d.init) : list;
  const n = given.type === 'LogicalExpression' ? settled(given.left) : given;
  if (!isMember(n) || n.computed || !sentFiles.test(propertyName(n))) return false;
  const of = bare(n.object);
  return (
    of.type === 'Identifier' &&
    /^(dto|body|input|payload|form)$|[a-z](Dto|DTO|Input|Payload|Body)$/.test(of.name) &&
    find(d?.scope ?? loop.scope, of.name)?.kind === 'param' &&
    sendsPicked(loop)
  );
}

const sentFiles =
  /^([a-z]\w*(F|_f)|f)iles$|^([a-z]\w*[a-z_])?([aA]ttachments|[iI]mages|[pP]hotos|[vV]ideos|[dD]ocuments|[mM]edia)$/;

/** `files: Express.Multer.File[]`, `files: FileUpload[]`, `files: File[]`, `files: FileList` */
function isMulter(list: Node, loop: LoopInfo): boolean {
  const b = list.type === 'Identifier' ? find(loop.scope, list.name) : undefined;
  const type = typeSaid(b?.annotation);
  const lists = type?.type === 'TSUnionType' ? type.types : type ? [type] : [];
  return lists.some((t) => (t.type === 'TSArrayType' ? isUploadType(t.elementType) : isPicked(t)));
}

/** What a browser's form gives; `Array<File>`. */
function isPicked(type: Node): boolean {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  if (type.typeName.name === 'FileList') return true;
  const of = type.typeName.name === 'Array' ? type.typeParameters?.params[0] : undefined;
  return of !== undefined && isUploadType(of);
}

function isUploadType(type: Node): boolean {
  // `{ buffer: Buffer; originalname: string }[]`
  if (type.type === 'TSTypeLiteral')
    return type.members.some(
      (m) => m.type === 'TSPropertySignature' && m.key.type === 'Identifier' && uploaded.test(m.key.name),
    );
  if (type.type !== 'TSTypeReference') return false;
  const name = type.typeName;
  if (name.type === 'Identifier')
    return /^(File|FileUpload|UploadedFile|MulterFile|MultipartFile)$/.test(name.name);
  return (
    name.type === 'TSQualifiedName' &&
    name.left.type === 'TSQualifiedName' &&
    name.left.right.name === 'Multer'
  );
}

const uploaded =
  /^(original[nN]ame|originalFilename|newFilename|filepath|mime[tT]ype|fieldname|arrayBuffer)$/;

/** `const files = await tx.attachment.findMany(…)` */
function isRead(list: Node, scope: Scope): boolean {
  const n = settled(list);
  const read = n.type === 'Identifier' ? declaredAs(n.name, scope)?.init : n;
  const call = read && settled(read);
  return call !== undefined && isCall(call) && reading.test(methodName(call));
}

/** `path.join(file.destination, file.filename)`: where Multer put it. */
function isStored(n: Member, loop: LoopInfo): boolean {
  return (
    propertyName(n) === 'destination' &&
    some(
      loop.body,
      (m) => isMember(m) && propertyName(m) === 'filename' && dotted(m.object) === dotted(n.object),
    )
  );
}

/** `file.originalname` of the item: as many as one form sends, each its own stream. */
export function isUploaded(n: Member, loop: LoopInfo): boolean {
  if (!uploaded.test(propertyName(n)) && !isStored(n, loop)) return false;
  // Rows that tell of files sent before.
  if (loop.iterable && isRead(loop.iterable, loop.scope)) return false;
  const root = rootOf(n);
  // `acceptedFiles[index].arrayBuffer()`
  const list = bare(n.object);
  if (isMember(list) && list.computed && /(file|image|photo|attachment)s$/i.test(dotted(list.object)))
    return true;
  return root.type === 'Identifier' && (loop.items.includes(root.name) || /^(file|image)$/i.test(root.name));
}

/** `await store.uploadFile(file, folder)`: what is written down about a file follows its transfer. */
function sendsItem(call: Call, loop: LoopInfo): boolean {
  const first = sent(call.arguments[0]);
  if (!/^(upload|putObject)([A-Z]\w*)?$/.test(methodName(call) || dotted(call.callee))) return false;
  // `upload(image.file, folder)`
  if (isMember(first))
    return /^(file|blob)$/.test(propertyName(first)) && loop.items.includes(dotted(first.object));
  return (
    first?.type === 'Identifier' &&
    (loop.items.includes(first.name) || isOfItem(first.name, loop)) &&
    /(file|image|photo|picture|attachment|document|media|buffer|asset|video|blob|^f)$/i.test(first.name)
  );
}

/** `file` of `upload(file)` and of `upload({ file })`. */
function sent(n: Node | undefined): Node | undefined {
  const only = n?.type === 'ObjectExpression' ? n.properties[0] : undefined;
  return only?.type === 'ObjectProperty' ? only.value : n;
}

/** `const { file } = item`, `const file = files[key]` */
function isOfItem(name: string, loop: LoopInfo): boolean {
  return some(loop.body, (n) => {
    if (n.type !== 'VariableDeclarator' || !n.init) return false;
    const init = settled(n.init);
    // `const file = files[key]`
    if (n.id.type === 'Identifier')
      return (
        n.id.name === name &&
        isMember(init) &&
        init.computed &&
        startsAt(bare(init.property as Node), loop.items)
      );
    if (n.id.type !== 'ObjectPattern') return false;
    const root = rootOf(init);
    if (root.type !== 'Identifier' || !loop.items.includes(root.name)) return false;
    return n.id.properties.some(
      (p) => p.type === 'ObjectProperty' && p.value.type === 'Identifier' && p.value.name === name,
    );
  });
}

/** `await putObject(key, file.bytes)`: what is written about it goes with it. */
function putsBytes(call: Call, loop: LoopInfo): boolean {
  return (
    /^(upload|put|store|save|write|persist)\w*(Object|File|Image|Blob|Attachment|Media|Photo|Document|Buffer)s?\w*$|^upload\w*$/.test(
      methodName(call) || dotted(call.callee),
    ) &&
    call.arguments.some((a) =>
      some(
        a,
        (n) =>
          isMember(n) &&
          /^(bytes|buffer|stream|data|blob|base64|content)$/.test(propertyName(n)) &&
          startsAt(n, loop.items),
      ),
    )
  );
}

/** `form.append('image', file)`: one request for each file that a form was given. */
function fillsForm(call: Call, loop: LoopInfo): boolean {
  const value = call.arguments[1] ? bare(call.arguments[1]) : undefined;
  return (
    methodName(call) === 'append' &&
    value?.type === 'Identifier' &&
    loop.items.includes(value.name) &&
    /(file|image|photo|picture|attachment|document|media|video|blob|asset)$/i.test(value.name)
  );
}

/** `await (await fetch(image.url)).arrayBuffer()`, `get(url, { responseType: 'stream' })`: what is asked for is a file. */
function takesFile(call: Call): boolean {
  if (call.arguments.some(asksForBytes)) return true;
  return (
    call.arguments.length === 0 &&
    /^(blob|arrayBuffer|buffer)$/.test(methodName(call)) &&
    parentOf(call)?.type === 'AwaitExpression'
  );
}

/** Whether each turn loads a file. */
export const takesFiles = oncePer((loop: LoopInfo): boolean =>
  some(loop.body, (n) => isCall(n) && takesFile(n)),
);

/** `send(new PutObjectCommand({ … }))`: a store puts and gets one object at a time; many are deleted at once. */
export function movesObject(call: Call, loop: LoopInfo): boolean {
  if (methodName(call) !== 'send') return false;
  let first = call.arguments[0] ? settled(call.arguments[0]) : undefined;
  // `const command = new GetObjectCommand({ … }); await s3.send(command)`
  if (first?.type === 'Identifier' && loop.body.type === 'BlockStatement') {
    const made = declaredIn(loop.body, first.name)?.init;
    if (made) first = settled(made);
  }
  return first?.type === 'NewExpression' && /^(Put|Get|Head|Copy)ObjectCommand$/.test(dotted(first.callee));
}

function asksForBytes(n: Node): boolean {
  const options = bare(n);
  return (
    options.type === 'ObjectExpression' &&
    options.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        keyName(p) === 'responseType' &&
        p.value.type === 'StringLiteral' &&
        /^(stream|arraybuffer|blob)$/.test(p.value.value),
    )
  );
}
