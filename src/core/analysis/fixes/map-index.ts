/** `list.find((x) => x.id === item.id)` per item → a Map by id, made before the loop. The first match wins, as before. */
import { bare, type Call, contains, dotted, isFunction, isMember, type Node, propertyName } from '../ast.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { arrayStaysIn, isSimple } from './support/evidence.ts';
import { anchorOf, namesOf, prelude, visibleAt } from './support/prelude.ts';
import { capital, freshName, singular } from './support/style.ts';

export const mapIndex: Fixer = {
  name: 'map-index',
  rules: ['quadratic-array'],
  propose(site) {
    const node = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    const callee = node ? bare(node.callee) : undefined;
    if (!node || !site.loop || callee?.type !== 'MemberExpression' || node.arguments.length !== 1)
      return undefined;
    const method = propertyName(callee);
    const list = bare(callee.object);
    if (!/^(find|some)$/.test(method) || !/^(this\.)?[\w$]+(\.[\w$]+)*$/.test(dotted(list))) return undefined;
    const test = equality(node.arguments[0]!);
    return test ? index(site, node, list, method, test) : undefined;
  },
};

interface Equality {
  /** Name of the element in the callback. */
  readonly item: string;
  /** Of the element: `x.id`, or the element itself. */
  readonly key: Node;
  /** What it is compared with. */
  readonly wanted: Node;
}

/** `(x) => x.id === wanted`, either way round; strict, because a Map is. */
function equality(callback: Node): Equality | undefined {
  const fn = bare(callback);
  if (!isFunction(fn) || fn.async || fn.generator || fn.params.length !== 1) return undefined;
  const [param] = fn.params;
  if (param?.type !== 'Identifier') return undefined;
  const result = resultOf(fn.body);
  if (result?.type !== 'BinaryExpression' || result.operator !== '===' || result.left.type === 'PrivateName')
    return undefined;
  for (const [key, wanted] of [
    [result.left, result.right],
    [result.right, result.left],
  ] as const) {
    const path = dotted(key);
    if (path !== param.name && !path.startsWith(`${param.name}.`)) continue;
    if (!isSimple(key) || namesOf(wanted).includes(param.name) || !isSimple(wanted)) continue;
    return { item: param.name, key, wanted };
  }
  return undefined;
}

function resultOf(body: Node): Node | undefined {
  if (body.type !== 'BlockStatement') return bare(body);
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && !more && only.argument ? bare(only.argument) : undefined;
}

function index(
  site: FixSite,
  call: Call,
  list: Node,
  method: string,
  { item, key, wanted }: Equality,
): Proposal | undefined {
  const anchor = anchorOf(site.loop!.node);
  if (!anchor || anchor.conditional || !visibleAt(anchor, list, site.scope)) return undefined;
  // Something that names the element must not be a name that means another thing outside the loop.
  if (contains(site.loop!.node, list) && namesOf(list).includes(item)) return undefined;
  if (arrayStaysIn(site.index, list, site.scope, anchor.node) === 'no' || keysChange(site, key))
    return undefined;
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const path = dotted(list);
  const keyPath = dotted(key);
  const plural = path.split('.').at(-1)!;
  const by = keyPath === item ? '' : `By${capital(keyPath.split('.').at(-1)!)}`;
  // Its own name in the callback: nothing else of the new lines has one like it.
  const element = namesOf(list).includes(item) ? freshName(text, item) : item;
  // As it is written: `x?.id` stays optional.
  const own = `${element}${slice(key).slice(item.length)}`;
  const set = method === 'some';
  const name = freshName(
    text,
    set
      ? `${singular(plural, plural)}${keyPath === item ? 'Set' : `${capital(keyPath.split('.').at(-1)!)}s`}`
      : `${plural}${by || 'Index'}`,
  );
  const { style } = site;
  const typed = style.typescript && !set ? `<unknown, (typeof ${path})[number]>` : '';
  if (typed && path.startsWith('this.')) return undefined;
  const lines = set
    ? [`const ${name} = new Set(${own === element ? path : `${path}.map((${element}) => ${own})`})`]
    : [
        `const ${name} = new Map${typed}()`,
        `for (const ${element} of ${path}) if (!${name}.has(${own})) ${name}.set(${own}, ${element})`,
      ];
  return {
    title: set
      ? `Look up in a Set of ${path}, made once before the loop`
      : `Index ${path} in a Map once, before the loop`,
    kind: 'preview',
    note: `${path} has to be an array of objects whose ${keyPath === item ? 'values' : keyPath.slice(item.length + 1)} do not change while the loop runs. Of several with the same key the first is found, as before; NaN is found now.`,
    edits: [
      ...prelude(site, anchor, lines),
      {
        start: call.start ?? 0,
        end: call.end ?? 0,
        text: `${name}.${set ? 'has' : 'get'}(${slice(wanted)})`,
      },
    ],
  };
}

/** The loop writes to a property of the key's name: `row.id = …`. */
function keysChange(site: FixSite, key: Node): boolean {
  const k = bare(key);
  if (!isMember(k)) return false;
  const name = propertyName(k);
  return [...site.index.assignments].some((a) => {
    const left = bare(a.node.left);
    return (
      contains(site.loop!.node, a.node) && isMember(left) && (propertyName(left) === name || left.computed)
    );
  });
}
