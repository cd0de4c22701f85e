/** What perfloop.json may say. The editor's schema is this; the validator reads this; `config.ts` gives it types. */
import type { Schema } from './schema.ts';

/** The names of what is known elsewhere and may be set here. */
export interface KnownRule {
  readonly slug: string;
  readonly title: string;
}

const text = (description: string, examples?: readonly unknown[]): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...(examples ? { examples } : {}),
});

export const percentPattern = '^\\s*\\d+(\\.\\d+)?\\s*%\\s*$';
export const durationPattern = '^\\s*\\d+(\\.\\d+)?\\s*(ms|s|min|m|h|d|w)\\s*$';
export const sizePattern = '^\\s*\\d+(\\.\\d+)?\\s*(B|kB|KB|KiB|MB|MiB)\\s*$';

const percent = (description: string, example = '5%'): Schema => ({
  description,
  type: 'string',
  pattern: percentPattern,
  errorMessage: `must be a share such as "${example}"`,
  examples: [example],
});

const duration = (description: string, example: string, bare: 'seconds' | 'milliseconds'): Schema => ({
  description: `${description} A text such as "${example}", or a number of ${bare}.`,
  anyOf: [
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'string', pattern: durationPattern },
  ],
  errorMessage: `must be a duration such as "${example}", or a number of ${bare} above 0`,
  examples: [example],
});

const bytes = (description: string): Schema => ({
  description: `${description} A text such as "150 KB" (1 KB = 1024 bytes), or a number of bytes.`,
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: sizePattern },
  ],
  errorMessage: 'must be a size such as "150 KB", or a whole number of bytes',
  examples: ['150 KB'],
});

const globs = (description: string, examples: readonly unknown[]): Schema => ({
  description,
  anyOf: [
    { type: 'array', items: { type: 'string', minLength: 1, errorMessage: 'must be a glob' } },
    { type: 'string', minLength: 1 },
  ],
  errorMessage: 'must be a glob or a list of globs',
  examples,
});

const commandLine = (description: string): Schema => ({
  description,
  anyOf: [
    { type: 'array', items: { type: 'string' }, minItems: 1 },
    { type: 'string', minLength: 1 },
  ],
  errorMessage: 'must be a command line, or a list of the program and its arguments',
  examples: ['node server.js', ['node', 'server.js']],
});

/** `"off"`, a severity, or true and false. */
const ruleLevel: Schema = {
  anyOf: [{ enum: ['off', 'info', 'warning', 'error', 'warn'] }, { type: 'boolean' }],
  errorMessage: 'must be off, info, warning or error',
};

const failOn = (description: string): Schema => ({ description, enum: ['error', 'warning', 'never'] });

const gate: Schema = {
  type: 'object',
  description: 'What `perfloop gate` enforces.',
  additionalProperties: false,
  properties: {
    base: text('What a change is measured against. Default: where the branch left the default branch.', [
      'origin/main',
    ]),
    build: text('Shell command that makes a checked-out base ready to be measured. Default: none.', [
      'npm run build',
    ]),
    maxSlowdown: percent(
      'A benchmark that became slower by this much fails: caught at least 95 % of the time, with at most 1 % false alarms.',
    ),
    strict: {
      type: 'boolean',
      default: false,
      description: 'Fail on whatever is shown to be slower by more than maxSlowdown, rather than half of it.',
    },
    counters: {
      type: 'object',
      description: 'How much exact counters may grow over `.perfloop/baseline.json`; false leaves one out.',
      additionalProperties: false,
      properties: {
        bytes: {
          description: 'Bytes allocated per iteration of a benchmark.',
          anyOf: [percent('', '1%'), { enum: [false] }],
          errorMessage: 'must be a share such as "1%", or false',
          default: '1%',
        },
      },
    },
    findings: failOn('New findings of the review that fail the gate: at this severity and above.'),
  },
};

const request: Schema = {
  description: 'A path, `METHOD path`, or an object with more.',
  anyOf: [
    {
      type: 'string',
      pattern: '^(?:[A-Z]+ )?(?:/|https?://)\\S*$',
      errorMessage: 'must be such as "/orders" or "POST /orders"',
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['path'],
      properties: {
        name: text('How reports name it. Default: method and path.'),
        method: { type: 'string', pattern: '^[A-Z]+$', errorMessage: 'must be a method such as "POST"' },
        path: {
          type: 'string',
          pattern: '^(?:/|https?://)\\S*$',
          errorMessage: 'must be a path such as "/orders", or a URL',
        },
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        body: { description: 'Sent as it is where it is a text, else as JSON.' },
        weight: { type: 'number', exclusiveMinimum: 0, default: 1, description: 'How often, beside others.' },
      },
    },
  ],
  errorMessage: 'must be such as "/orders", "POST /orders", or an object with "path"',
};

const scenario: Schema = {
  type: 'object',
  description: 'A load on a service: how it is started, what is asked of it, how much and how long.',
  additionalProperties: false,
  required: ['requests'],
  anyOf: [{ required: ['ready'] }, { required: ['url'] }],
  errorMessage: 'needs "ready" or "url": where the service answers',
  properties: {
    start: commandLine('Starts the service; without it, it has to run already.'),
    cwd: text('Folder that `start` runs in, relative to this file.'),
    env: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Added to the environment.',
    },
    ready: {
      type: 'string',
      pattern: '^https?://\\S+$',
      description: 'Asked until it answers with a status below 400; then the service is ready.',
      errorMessage: 'must be a URL such as "http://127.0.0.1:3000/health"',
      examples: ['http://127.0.0.1:3000/health'],
    },
    readyTimeout: duration('How long the service may take to be ready.', '30s', 'seconds'),
    url: {
      type: 'string',
      pattern: '^https?://\\S+$',
      description: 'What paths of requests are relative to. Default: the origin of `ready`.',
      errorMessage: 'must be a URL such as "http://127.0.0.1:3000"',
    },
    requests: { type: 'array', minItems: 1, items: request, description: 'What is asked, in turn.' },
    connections: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 10,
      description: 'Asking at once.',
    },
    duration: duration('How long is measured.', '10s', 'seconds'),
    warmup: duration('How long is asked before that, unmeasured.', '2s', 'seconds'),
    timeout: duration('After which a request counts as failed.', '10s', 'seconds'),
  },
};

const latency = (p: string): Schema =>
  duration(`${p} % of the requests are answered within this.`, '200ms', 'milliseconds');

const slo: Schema = {
  type: 'object',
  description: 'An objective in short.',
  additionalProperties: false,
  required: ['name'],
  anyOf: ['p50', 'p90', 'p95', 'p99', 'availability'].map((key) => ({ required: [key] })),
  errorMessage: 'needs one of p50, p90, p95, p99, availability',
  properties: {
    name: text('Names it in reports.'),
    scenario: text('The scenario of `load` that measures it. Default: the only one.'),
    request: text('Only requests of this name, such as `GET /orders`. Default: all of the scenario.'),
    p50: latency('50'),
    p90: latency('90'),
    p95: latency('95'),
    p99: latency('99'),
    availability: percent('Share of requests that do not fail.', '99.9%'),
    window: duration('The time that the error budget is for.', '28d', 'seconds'),
  },
};

const bundle: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['files', 'maxSize'],
  properties: {
    name: text('Names it in reports. Default: its globs.'),
    files: globs('Built files; their sizes are added up.', ['dist/*.js']),
    maxSize: bytes('What they may have together.'),
    compression: { enum: ['none', 'gzip', 'brotli'], default: 'none', description: 'How size is counted.' },
  },
};

function reviewPart(rules: readonly KnownRule[] | undefined): Schema {
  const named = rules?.map((r) => [r.slug, { ...ruleLevel, description: r.title }] as const);
  return {
    type: 'object',
    description: 'What `perfloop review` looks for and leaves out.',
    additionalProperties: false,
    properties: {
      rules: {
        type: 'object',
        description: 'Severity by rule. "off" leaves one out; a severity asks for one that is opt-in.',
        ...(named
          ? { properties: Object.fromEntries(named), additionalProperties: false }
          : { additionalProperties: ruleLevel }),
      },
      ignores: globs('Files that are not reviewed.', [['src/generated/**']]),
      suppressions: {
        type: 'array',
        description: 'Findings that are known and accepted.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['rule', 'file', 'reason'],
          properties: {
            rule: named
              ? {
                  enum: named.map(([slug]) => slug),
                  errorMessage: 'must be a rule; perfloop explain lists them',
                }
              : text(''),
            file: text('A file or glob.'),
            reason: {
              type: 'string',
              pattern: '\\S',
              errorMessage: 'must say why',
              description: 'Why it is accepted.',
            },
          },
        },
      },
      failOn: failOn('Severity at which `perfloop review` exits with 1. Default: error.'),
    },
  };
}

/** @param rules where absent, any name of a rule is taken */
export function configSchema(rules?: readonly KnownRule[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Lets editors complete and check this file.' },
      benchmarks: globs('Files with benchmarks. Default: `**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}`.', [
        ['bench/**/*.ts'],
      ]),
      gate,
      load: {
        type: 'object',
        description: 'Scenarios by name, for `perfloop load NAME`.',
        additionalProperties: scenario,
      },
      slos: {
        description: 'Objectives: in short here, or paths of OpenSLO v1 YAML files.',
        anyOf: [
          {
            type: 'array',
            items: {
              anyOf: [text('Path or glob of OpenSLO v1 YAML files.', ['slo/*.yaml']), slo],
              errorMessage: 'must be an objective, or the path of an OpenSLO file',
            },
          },
          text('Path or glob of OpenSLO v1 YAML files.', ['slo/*.yaml']),
        ],
        errorMessage: 'must be a list of objectives and paths of OpenSLO files',
      },
      bundles: { type: 'array', description: 'What built files may weigh.', items: bundle },
      review: reviewPart(rules),
    },
  };
}

/** The file that editors read: the same description, with its frame. */
export function schemaText(rules: readonly KnownRule[]): string {
  const document = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'perfloop.json',
    description: 'Settings of Perfloop: benchmarks, gate, load, objectives, bundles, review.',
    allowComments: true,
    allowTrailingCommas: true,
    ...configSchema(rules),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
