/** `import _ from 'lodash'` → an import of each function that is used: the same functions, without the rest. */
import { bare, contains, isMember, type Node, parentOf, propertyName } from '../ast.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { referencesTo } from './support/evidence.ts';
import { requiredBy } from './support/imports.ts';
import { namesOf } from './support/prelude.ts';

export const importParts: Fixer = {
  name: 'import-parts',
  rules: ['whole-import'],
  propose(site) {
    const declared = declarationOf(site);
    const taken = declared && partsOf(site, declared);
    return taken && taken.length > 0 ? imported(site, declared, taken) : undefined;
  },
};

type Declaration = Extract<Node, { type: 'ImportDeclaration' | 'VariableDeclaration' }>;

/** The whole statement that gives names of the library. */
function declarationOf({ nodes, index }: FixSite): Declaration | undefined {
  for (const n of index.program.body) {
    if (!nodes.some((at) => contains(n, at))) continue;
    if (n.type === 'ImportDeclaration') return n.source.value === 'lodash' ? n : undefined;
    if (n.type === 'VariableDeclaration' && requiredBy(n) === 'lodash') return n;
  }
  return undefined;
}

/** A function of the library, and what the file calls it from now on. */
interface Part {
  readonly name: string;
  readonly local: string;
  /** Where the file says `_.name`. */
  readonly uses: readonly Node[];
}

function partsOf(site: FixSite, n: Declaration): readonly Part[] | undefined {
  if (n.type === 'VariableDeclaration') {
    const { id } = n.declarations[0]!;
    if (id.type === 'Identifier') return members(site, n, id.name);
    if (id.type !== 'ObjectPattern') return undefined;
    return all(
      id.properties.map((p) =>
        p.type === 'ObjectProperty' && !p.computed && p.value.type === 'Identifier'
          ? part(p.key, p.value.name)
          : undefined,
      ),
    );
  }
  const [first, more] = n.specifiers;
  // As a namespace it is imported where TypeScript does not give modules of old a default.
  if (first?.type === 'ImportNamespaceSpecifier' && site.style.typescript) return undefined;
  if (first && first.type !== 'ImportSpecifier') return more ? undefined : members(site, n, first.local.name);
  return all(
    n.specifiers.map((s) =>
      s.type === 'ImportSpecifier' && s.importKind !== 'type' ? part(s.imported, s.local.name) : undefined,
    ),
  );
}

function all(parts: readonly (Part | undefined)[]): readonly Part[] | undefined {
  return parts.every((p) => p !== undefined) ? parts : undefined;
}

/** Types begin with a capital, and what gives chains is more than a function. */
function part(name: Node, local: string, uses: readonly Node[] = []): Part | undefined {
  return name.type === 'Identifier' && /^[a-z]/.test(name.name) && !leading.test(name.name)
    ? { name: name.name, local, uses }
    : undefined;
}

const leading = /^(chain|default|prototype|mixin|noConflict|runInContext|templateSettings|placeholder)$/;

/** Of the whole library only members are asked for: `_.map(…)`. */
function members(site: FixSite, declared: Node, local: string): readonly Part[] | undefined {
  const { index } = site;
  const uses = new Map<string, Node[]>();
  const references = referencesTo(index, local);
  // Types and elements are not among them: the text says whether there are more.
  const said = [
    ...index.text.matchAll(new RegExp(`(?<![\\w$.])${local.replaceAll('$', '\\$')}(?![\\w$])`, 'g')),
  ];
  if (said.length !== references.length) return undefined;
  for (const n of references) {
    if (contains(declared, n)) continue;
    const p = parentOf(n);
    const name = p && isMember(p) && bare(p.object) === n && !p.computed ? propertyName(p) : '';
    if (p?.type !== 'MemberExpression' || name === '' || isWritten(p)) return undefined;
    uses.set(name, [...(uses.get(name) ?? []), p]);
  }
  const known = new Set(namesOf(index.program));
  return all(
    [...uses].map(([name, at]) =>
      part({ type: 'Identifier', name } as Node, known.has(name) ? `_${name}` : name, at),
    ),
  );
}

function isWritten(n: Node): boolean {
  const p = parentOf(n);
  return (p?.type === 'AssignmentExpression' && p.left === n) || p?.type === 'UpdateExpression';
}

function imported({ index, style }: FixSite, n: Declaration, parts: readonly Part[]): Proposal {
  const { quote, semi, eol } = style;
  const lines = parts.map(({ name, local }) => {
    const module = `${quote}lodash/${name}${quote}`;
    return n.type === 'ImportDeclaration'
      ? `import ${local} from ${module}${semi}`
      : `${n.kind} ${local} = require(${module})${semi}`;
  });
  const edits: Edit[] = [{ start: n.start ?? 0, end: n.end ?? 0, text: lines.join(eol) }];
  for (const { local, uses } of parts)
    for (const use of uses) edits.push({ start: use.start ?? 0, end: use.end ?? 0, text: local });
  const needs = [
    ...(style.typescript ? ['TypeScript needs esModuleInterop for it.'] : []),
    ...(n.type === 'ImportDeclaration' ? ['Without a bundler Node wants the path with its .js.'] : []),
  ];
  return {
    title:
      parts.length === 1 ? `Import ${parts[0]!.name} alone` : `Import the ${parts.length} functions alone`,
    kind: needs.length > 0 ? 'preview' : 'safe',
    note: needs.join(' '),
    edits: edits.filter((e) => e.end <= index.text.length),
  };
}
