import { bare, dotted, isMember, propertyName } from '../ast.ts';
import type { Rule } from '../rule.ts';

export const endpointWithoutSlo: Rule = {
  slug: 'endpoint-without-slo',
  title: 'Route that no objective covers',
  family: 'network-bound',
  severity: 'info',
  what: 'A route that none of the objectives in perfloop.json names.',
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
  outOfScope: ['Routes made at run time.'],
  knownFalsePositives: ['Objectives kept in another system.'],
  optIn: true,
  check(file, report) {
    for (const site of file.index.calls) {
      const callee = bare(site.node.callee);
      const first = site.node.arguments[0];
      if (
        !isMember(callee) ||
        !/^(get|post|put|patch|delete)$/.test(propertyName(callee)) ||
        first?.type !== 'StringLiteral'
      )
        continue;
      if (
        !/(^|\.)(app|router|server|fastify|api|\w*Router)$/.test(dotted(callee.object)) ||
        !first.value.startsWith('/') ||
        site.node.arguments.length < 2
      )
        continue;
      const at = site.node.start ?? 0;
      if (/\bslo\b/i.test(file.index.text.slice(Math.max(0, at - 200), at))) continue;
      report({
        node: site.node,
        fn: site.fn,
        tag: first.value,
        message: `No objective covers ${propertyName(callee).toUpperCase()} ${first.value}`,
      });
    }
  },
  coldToo: true,
  decide: (_c, file) => (file.fileKind ? { silenced: file.fileWhy } : { confidence: 'medium' }),
};
