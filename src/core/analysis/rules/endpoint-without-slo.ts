import { bare, type Call, dotted, isCall, isMember, keyName, type Node, propertyName } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { FileIndex, FunctionInfo } from '../index-types.ts';
import type { Objective, Report, Reviewed, Rule } from '../rule.ts';

export const endpointWithoutSlo: Rule = {
  slug: 'endpoint-without-slo',
  title: 'Route that no objective covers',
  family: 'network-bound',
  severity: 'info',
  what: 'A route that none of the objectives in perfloop.json measures: by the requests of its scenario, or the one it names.',
  why: 'Without a target nobody can say whether it is slow.',
  fix: 'Add it to an objective in perfloop.json, or state its own: // slo: p95 200 ms.',
  bad: [
    {
      file: 'src/app.js',
      code: `const app = require('express')();\napp.get('/orders', (req, res) => res.json([]));`,
    },
  ],
  good: [
    {
      file: 'src/app.js',
      code: `const app = require('express')();\n// slo: p95 200 ms\napp.get('/orders', (req, res) => res.json([]));`,
    },
  ],
  outOfScope: ['Routes made at run time.', 'Where a router is mounted: the end of a path is compared.'],
  knownFalsePositives: ['Objectives kept in another system or in OpenSLO files, which name no routes.'],
  optIn: true,
  check(file, report) {
    for (const site of routing(file.index)) {
      const found = called(site.node);
      if (found) tell(file, report, found, site.node, site.fn);
    }
    const isRoutes = /(^|\/)route\.[jt]sx?$/.test(file.index.path);
    if (isRoutes)
      for (const [name, made] of handlersMade(file.index)) {
        const found = nextRoute(name, file.index.path);
        if (found) tell(file, report, found, made, file.index.functions[0]!);
      }
    for (const fn of file.index.functions) {
      const found = nest(fn) ?? (isRoutes ? next(fn, file.index.path) : undefined);
      if (found) tell(file, report, found, fn.node as Node, fn);
    }
  },
  coldToo: true,
  decide(c, file, _world, objectives) {
    if (file.fileKind) return { silenced: file.fileWhy };
    const [method, path] = c.tag.split(' ') as [string, string];
    const by = objectives.find((o) => covers(o, method, path));
    return by ? { silenced: `the objective ${by.name} covers it` } : { confidence: 'medium' };
  },
};

interface Route {
  readonly method: string;
  readonly path: string;
}

function tell(file: Reviewed, report: Report, route: Route, node: Node, fn: FunctionInfo): void {
  const at = node.start ?? 0;
  if (/\bslo\b/i.test(file.index.text.slice(Math.max(0, at - 200), at))) return;
  const { method, path } = route;
  report({ node, fn, tag: `${method} ${path}`, message: `No objective covers ${method} ${path}` });
}

const verbs = /^(get|post|put|patch|delete|del|all)$/;
const routing = callsLike(/^(get|post|put|patch|delete|del|all|route)$/);

/** Express, Koa, Hono, Fastify: `app.get('/orders', …)`, `fastify.route({ method, url })`. */
function called(call: Call): Route | undefined {
  const callee = bare(call.callee);
  const first = call.arguments[0];
  if (!isMember(callee) || !first) return undefined;
  const name = propertyName(callee);
  if (name !== 'route' && !verbs.test(name)) return undefined;
  if (
    !/(^|\.)(app|server|fastify|api|instance|hono|\w*[rR]outer|\w*Routes?|\w*App)$/.test(
      dotted(callee.object),
    )
  )
    return undefined;
  if (name === 'route' && first.type === 'ObjectExpression') {
    const path = textOf(first, 'url') || textOf(first, 'path');
    return path ? { method: (textOf(first, 'method') || 'ALL').toUpperCase(), path } : undefined;
  }
  if (name === 'route' || first.type !== 'StringLiteral' || call.arguments.length < 2) return undefined;
  if (!first.value.startsWith('/')) return undefined;
  return { method: name === 'del' ? 'DELETE' : name.toUpperCase(), path: first.value };
}

function textOf(object: Extract<Node, { type: 'ObjectExpression' }>, key: string): string {
  const p = object.properties.find((q) => q.type === 'ObjectProperty' && keyName(q) === key);
  return p?.type === 'ObjectProperty' && p.value.type === 'StringLiteral' ? p.value.value : '';
}

/** `@Get(':id')` in a class that is a `@Controller('orders')`. */
function nest(fn: FunctionInfo): Route | undefined {
  if (fn.node.type !== 'ClassMethod') return undefined;
  for (const d of fn.node.decorators ?? []) {
    const verb = decorator(d.expression);
    if (!verb || !/^(Get|Post|Put|Patch|Delete|All)$/.test(verb.name)) continue;
    const controllers = (fn.cls?.node.decorators ?? []).map((c) => decorator(c.expression));
    const controller = controllers.find((c) => c?.name === 'Controller');
    if (!controller) continue;
    const path = `/${controller.path}/${verb.path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    return { method: verb.name.toUpperCase(), path };
  }
  return undefined;
}

function decorator(n: Node): { readonly name: string; readonly path: string } | undefined {
  if (!isCall(n)) return undefined;
  const first = n.arguments[0];
  const path =
    first?.type === 'StringLiteral'
      ? first.value
      : first?.type === 'ObjectExpression'
        ? textOf(first, 'path')
        : '';
  return { name: dotted(n.callee), path };
}

/** `export function GET` of app/orders/[id]/route.ts is /orders/:id. */
function next(fn: FunctionInfo, file: string): Route | undefined {
  if (fn.parent?.id !== 0 || !handlers.test(fn.name)) return undefined;
  return nextRoute(fn.name, file);
}

const handlers = /^(GET|POST|PUT|PATCH|DELETE)$/;

/** `export const GET = withUser(async (request) => …)` */
function handlersMade({ program }: FileIndex): [string, Node][] {
  const found: [string, Node][] = [];
  for (const s of program.body) {
    const d = s.type === 'ExportNamedDeclaration' ? s.declaration : undefined;
    for (const { id, init } of d?.type === 'VariableDeclaration' ? d.declarations : [])
      if (id.type === 'Identifier' && handlers.test(id.name) && init && isCall(bare(init)))
        found.push([id.name, init]);
  }
  return found;
}

function nextRoute(method: string, file: string): Route | undefined {
  const m = /(?:^|\/)app\/((?:.*\/)?)route\.[jt]sx?$/.exec(file);
  if (!m) return undefined;
  const parts = m[1]!.split('/').filter((s) => s !== '' && !/^(\(.*\)|@.*)$/.test(s));
  const named = parts.map((s) => (/^\[{1,2}\.\.\./.test(s) ? '*' : s.replace(/^\[(.+)\]$/, ':$1')));
  return { method, path: `/${named.join('/')}` };
}

/** A route may be mounted below a prefix that is written elsewhere: the end of the asked path decides. */
export function covers(asked: Objective, method: string, route: string): boolean {
  if (method !== 'ALL' && asked.method !== method) return false;
  const path = segments(asked.path.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, ''));
  const pattern = segments(route);
  if (pattern.length === 0) return path.length <= 1;
  const rest = pattern.indexOf('*');
  const fixed = rest < 0 ? pattern : pattern.slice(0, rest);
  const latest = path.length - fixed.length;
  for (let at = rest < 0 ? Math.max(0, latest) : 0; at <= latest; at++)
    if (fixed.every((s, i) => s.startsWith(':') || s.startsWith('{') || s === path[at + i])) return true;
  return false;
}

function segments(path: string): string[] {
  return path.split('/').filter(Boolean);
}
