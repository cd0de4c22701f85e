/** What is made anew in each turn is made once before the loop. */
import { bare, type Call, dotted, isCall, methodName, type Node, parentOf } from '../ast.ts';
import { find } from '../scopes.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { arrayStaysIn, isLiteral, isSimple, runsOnlyLanguage } from './support/evidence.ts';
import { hoistCollator, hoistFormatter, hoistLocaleString } from './support/formatters.ts';
import { type Made, moved, movedWhole, usedBy } from './support/hoisting.ts';
import { capital, freshName } from './support/names.ts';
import { anchorOf } from './support/prelude.ts';

export const hoist: Fixer = {
  name: 'hoist',
  rules: ['alloc-in-loop', 'quadratic-json', 'regex-in-loop'],
  propose(site) {
    const node = site.nodes.find((n) => n.type === 'NewExpression' || isCall(n)) as Made | undefined;
    if (!node) return undefined;
    const name = dotted(node.callee);
    if (/^Intl\.\w+$/.test(name)) return hoistFormatter(site, node, name.slice(5));
    if (isCall(node) && /^toLocale(Date|Time)?String$/.test(methodName(node)))
      return hoistLocaleString(site, node);
    if (methodName(node) === 'localeCompare' && isCall(node)) return hoistCollator(site, node);
    if (!site.loop) return undefined;
    if (name === 'RegExp') return hoistRegExp(site, node);
    return name === 'JSON.stringify' && isCall(node) ? hoistText(site, node) : undefined;
  },
};

/** `text.replace(pattern, …)`. */
function argumentOf(node: Node): string {
  const p = parentOf(node);
  return p && isCall(p) && p.arguments[0] === node ? methodName(p) : '';
}

function hoistRegExp(site: FixSite, node: Made): Proposal | undefined {
  const [pattern, flags] = node.arguments;
  if (!pattern || (flags && flags.type !== 'StringLiteral')) return undefined;
  // Without flags of its own it takes those of a pattern that is a RegExp.
  if (!flags && !isText(pattern, site)) return undefined;
  const given = flags?.type === 'StringLiteral' ? flags.value : '';
  const isStateless = (use: Node) =>
    (/^(test|exec)$/.test(usedBy(use)) && !/[gy]/.test(given)) ||
    // These begin at 0 and leave it at 0, or work on a copy.
    (/^(replace|replaceAll|match|matchAll|split|search)$/.test(argumentOf(use)) && !given.includes('y'));
  const certain = isLiteral(pattern) && compiles(pattern, given);
  const notes = ['A pattern that is not valid now throws before the loop, even if there are no items.'];
  if (isStateless(node))
    return moved(site, node, freshName(site.index.text, 'pattern'), 'the regular expression', certain, notes);
  return movedWhole(site, node, 'the regular expression', certain, notes, isStateless);
}

function isText(node: Node, site: FixSite): boolean {
  const n = bare(node);
  if (n.type === 'StringLiteral' || n.type === 'TemplateLiteral') return true;
  if (n.type === 'BinaryExpression' && n.operator === '+' && n.left.type !== 'PrivateName')
    return isText(n.left, site) || isText(n.right, site);
  if (isCall(n))
    return /^(join|replace|replaceAll|toLowerCase|toUpperCase|trim|toString)$/.test(methodName(n));
  if (n.type !== 'Identifier') return false;
  const b = find(site.scope, n.name);
  const a = b?.annotation as { typeAnnotation?: Node } | undefined;
  if (a?.typeAnnotation?.type === 'TSStringKeyword') return true;
  return b?.init !== undefined && b.path.length === 0 && b.writes.length === 0 && isText(b.init, site);
}

function compiles(pattern: Node, flags: string): boolean {
  const n = bare(pattern);
  if (n.type !== 'StringLiteral') return false;
  try {
    return new RegExp(n.value, flags) !== undefined;
  } catch {
    return false;
  }
}

function hoistText(site: FixSite, node: Call): Proposal | undefined {
  const value = node.arguments[0];
  const parent = parentOf(node);
  if (!value || node.arguments.length !== 1 || !isSimple(value) || bare(value).type === 'ThisExpression')
    return undefined;
  if (parent && isCall(parent) && dotted(parent.callee) === 'JSON.parse') return undefined;
  const anchor = anchorOf(site.loop!.node);
  // Any code that runs in the loop may change the value; only where none does is it the same text each time.
  if (!anchor || anchor.conditional || arrayStaysIn(site.index, value, site.scope, anchor.node) !== 'shown')
    return undefined;
  if (!runsOnlyLanguage(anchor.node, site.index)) return undefined;
  const last = dotted(value).split('.').at(-1) ?? 'value';
  const name = freshName(site.index.text, /^\w+$/.test(last) ? `${last}Json` : `json${capital(last)}`);
  return moved(site, node, name, 'the JSON text', false, [
    'A value that cannot be written as JSON now throws before the loop, even if there are no items.',
  ]);
}
