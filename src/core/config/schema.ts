/**
 * The part of JSON Schema (draft 7, with the editor's `errorMessage`) that describes perfloop.json. Such a
 * description is shipped as it stands for the editor, and `check` reads the same one: they cannot part.
 */
import { nearest } from '../nearest.ts';
import { type JsonNode, plainValue } from './jsonc.ts';

export interface Schema {
  readonly description?: string;
  /** What a valid value is, for messages: `must be a share such as "5%"`. */
  readonly errorMessage?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly (string | boolean)[];
  readonly enumDescriptions?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Absent: anything. */
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

export interface SchemaProblem {
  /** `gate.maxSlowdown`, `slos[0].name`; '' for the document. */
  readonly key: string;
  /** Of the value, or of the key where that is wrong. */
  readonly offset: number;
  readonly message: string;
  /** What to do about it; may be ''. */
  readonly next: string;
}

export interface Checked {
  /** What is left without the parts that are wrong; undefined where nothing can be used. */
  readonly value: unknown;
  readonly problems: readonly SchemaProblem[];
}

/** Never throws; a wrong part costs itself and what requires it, not its neighbours. */
export function check(node: JsonNode, schema: Schema, key = ''): Checked {
  if (schema.anyOf && !schema.type) return checkAny(node, schema, schema.anyOf, key);
  const wrong = scalarFault(node, schema);
  if (wrong) return refused(node, key, schema.errorMessage ?? wrong);
  if (node.kind === 'array') return checkItems(node.items, node.start, schema, key);
  if (node.kind === 'object') return checkMembers(node, schema, key);
  return { value: node.value, problems: [] };
}

function refused(node: JsonNode, key: string, message: string): Checked {
  return { value: undefined, problems: [{ key, offset: node.start, message, next: '' }] };
}

function scalarFault(node: JsonNode, schema: Schema): string | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (schema.enum) {
    const names = schema.enum.map(String);
    return schema.enum.some((e) => e === value) ? undefined : `must be ${listed(names)}`;
  }
  switch (schema.type) {
    case undefined:
      return undefined;
    case 'object':
      return node.kind === 'object' ? undefined : 'must be an object: { … }';
    case 'array':
      return node.kind === 'array' ? undefined : 'must be a list: [ … ]';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'string':
      return textFault(value, schema);
    default:
      return numberFault(value, schema);
  }
}

function textFault(value: unknown, schema: Schema): string | undefined {
  if (typeof value !== 'string') return 'must be a text in quotes';
  if (schema.minLength && [...value].length < schema.minLength) return 'must not be empty';
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) return `must match ${schema.pattern}`;
  return undefined;
}

function numberFault(value: unknown, schema: Schema): string | undefined {
  const whole = schema.type === 'integer';
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value)))
    return whole ? 'must be a whole number' : 'must be a number';
  if (schema.minimum !== undefined && value < schema.minimum) return `must be at least ${schema.minimum}`;
  if (schema.maximum !== undefined && value > schema.maximum) return `must be at most ${schema.maximum}`;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return `must be more than ${schema.exclusiveMinimum}`;
  return undefined;
}

/** Of several shapes the first that fits; else what the one of the same kind has to say. */
function checkAny(node: JsonNode, schema: Schema, shapes: readonly Schema[], key: string): Checked {
  let best: Checked | undefined;
  for (const shape of shapes) {
    const tried = check(node, shape, key);
    if (tried.problems.length === 0) return tried;
    const inside = tried.problems.some((p) => p.key !== key || p.offset !== node.start);
    if (inside && !best) best = tried;
  }
  return best ?? refused(node, key, schema.errorMessage ?? 'has none of the possible shapes');
}

function checkItems(items: readonly JsonNode[], start: number, schema: Schema, key: string): Checked {
  const problems: SchemaProblem[] = [];
  const value: unknown[] = [];
  if (schema.minItems !== undefined && items.length < schema.minItems)
    return {
      value: undefined,
      problems: [{ key, offset: start, message: 'must not be an empty list', next: '' }],
    };
  for (const [i, item] of items.entries()) {
    const checked = schema.items
      ? check(item, schema.items, `${key}[${i}]`)
      : { value: plainValue(item), problems: [] };
    problems.push(...checked.problems);
    if (checked.value !== undefined) value.push(checked.value);
  }
  return { value, problems };
}

function checkMembers(node: JsonNode & { kind: 'object' }, schema: Schema, key: string): Checked {
  const problems: SchemaProblem[] = [];
  const value = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const { key: name, keyStart, value: child } of node.members) {
    const inner = key ? `${key}.${name}` : name;
    if (seen.has(name)) {
      problems.push({ key: inner, offset: keyStart, message: 'is given twice', next: 'Keep one of them.' });
      continue;
    }
    seen.add(name);
    const own = schema.properties && Object.hasOwn(schema.properties, name);
    const rule = own ? schema.properties[name]! : schema.additionalProperties;
    if (rule === false) {
      problems.push({ key: inner, offset: keyStart, ...unknownKey(name, schema) });
      continue;
    }
    const checked = rule ? check(child, rule, inner) : { value: plainValue(child), problems: [] };
    problems.push(...checked.problems);
    if (checked.value !== undefined) value.set(name, checked.value);
  }
  const missing = (schema.required ?? []).filter((name) => !seen.has(name));
  for (const name of missing)
    problems.push({ key, offset: node.start, message: `needs "${name}"`, next: '' });
  if (
    missing.length === 0 &&
    schema.anyOf &&
    !schema.anyOf.some((s) => (s.required ?? []).every((r) => seen.has(r)))
  )
    problems.push({ key, offset: node.start, message: schema.errorMessage ?? 'is incomplete', next: '' });
  const usable =
    (schema.required ?? []).every((name) => value.has(name)) &&
    (!schema.anyOf || schema.anyOf.some((s) => (s.required ?? []).every((r) => value.has(r))));
  return { value: usable ? Object.fromEntries(value) : undefined, problems };
}

function unknownKey(name: string, schema: Schema): { message: string; next: string } {
  const known = Object.keys(schema.properties ?? {}).filter((k) => !k.startsWith('$'));
  const near = nearest(
    name,
    known.map((k) => k.toLowerCase()),
  );
  const meant = known.find((k) => k.toLowerCase() === near);
  return {
    message: 'is unknown',
    next: meant ? `Did you mean ${meant}?` : `Known here: ${known.join(', ')}.`,
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
