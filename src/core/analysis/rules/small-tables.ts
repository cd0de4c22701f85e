/** Tables that stay short: what a person keeps by hand, told by names, by their order or by what comes along. */
import { bare, isCall, keyName, type Node, parentOf, some } from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import { called, entityGiven } from './listing.ts';

/** What a person keeps by hand: kinds, settings, places on a page. */
export const kinds =
  /types?$|types?[A-Z]|categor|settings?|config|roles?\b|permission|definitions?\b|industr(y|ies)\b|api_?keys?\b|price_?lists?\b|(customer|user|product)_?groups?\b|countr(y|ies)|continents?\b|currenc|language|locale|tags?\b|status|plans?\b|packages?\b|templates?\b|seasons?\b|genres?\b|brands?\b|reasons?\b|motives?\b|features?\b|flags?\b|d[eé]partements?\b|departments?\b|units?(\b|(?=_?of))|rules?$|rules?Repo|branch(es)?\b|offices?(?![a-z])|sizes?\b|colou?rs?\b|modules?\b|widget|menus?\b|plugins?\b|providers?\b|themes?\b|banners?\b|faqs?\b|social|badges?\b|achievements?\b|preferences?\b|gateways?\b|carriers?\b|methods?\b|controls?\b|levels?\b|tiers?\b|monedas?|divisas?|pa[ií]s(es)?(?![a-z])|provincias?\b|provinces?\b|campus|hostels?\b(?!er)|zones?\b|regions?\b|privileges?\b|platforms?\b|(commission|pricing|tax|shipping|discount|scoring|workflow|automation)_?Rules?\b|workflows?\b|polic(y|ies)\b|sponsors?\b|warehouses?\b|(report|export|backup|job|cron)_?schedules?\b|(?<![a-z])(class(es)?|static_?pages?|locations?|staffs?|services?|depts?|wards?|beds?|floors?|buildings?|terminals?|holidays?|semesters?|cit(y|ies)|ciudad(es)?|cidades?|admins?)\b|periods?\b|thresholds?\b|sectors?\b|webhooks?\b|(?<![a-z])(tipo|rol(es)?(?![a-z])|grados?(?![a-z])|aulas?(?![a-z])|bimestres?|trimestres?|semestres?|periodos?|materias?|asignaturas?|cargos?(?![a-z])|turnos?(?![a-z])|setor(es)?(?![a-z])|subjects?\b|curricul)|teams?\b|scoring_?systems?\b|promos?\b|promotions?\b|coupons?\b|canned|snippets?\b|add_?ons?\b|labels?\b|(lead|traffic|income|data)_?sources?\b|automations?\b|(?<!cash_?)flows?\b|integrations?\b|pipelines?\b|stages?\b|presets?\b|table\d/i;
/** `this.featureRepository.find` → `this.feature.find`; a repository that was asked for by its table's name is that table's. */
export function isOfKinds(site: CallSite): boolean {
  const name = site.name.replace(library, '');
  const bareName = name.replace(/(?<=[a-z])(Repository|Repo|Model|Table|Entity|Collection)\b/g, '');
  // `sysDept`, as administrations are called
  const plain = name.replace(/\b(sys|tbl)_?(?=[A-Z])/g, '');
  return [tableAsked(site), name, plain, bareName, bareName.split('.').at(-2) ?? ''].some((n) =>
    kinds.test(n),
  );
}

/** What `getRepository(Order).find` asks, `this.model.find` in an `OrderService`, or `this.orders.find`. */
export function tableAsked(site: CallSite): string {
  const entity = entityGiven(site);
  if (entity) return entity;
  const name = site.name.replace(library, '');
  // `this.model.find()` in a `ContractTemplateService`, `repository.find()` in a `CategoryRepository`
  const owner = (site.fn.cls?.name ?? '').replace(layer, '').replace(library, '');
  const holder = name.split('.').at(-2) ?? '';
  // `this.createQueryBuilder()` in a `NotificationRepository`
  return nameless.test(name) || holder === 'this' ? owner : holder;
}

/** `this.typeOrmRepository`: a library, and no type of anything. */
const library = /type_?orm_?/gi;

const nameless = /^(this\.)?(model|repo|repository|repositories|collection|entity|dao|table)\.\w+$/i;
const layer = /(Service|Repository|Repo|Controller|Dao|Manager|Store|Provider|Resolver)$/;

/** Ordered by a place that somebody gave each, or read as code and description: a list that stays short. */
export function isKeptByHand(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  return n.properties.some(
    (p) => p.type === 'ObjectProperty' && some(p.value, (k) => isWordFor(keyName(p), k), false),
  );
}

/** `.find().sort({ displayOrder: 1 })`, `.orderBy('position')`. */
export function isSortedByPlace(call: Node): boolean {
  for (const { name, on } of called(call)) {
    const use = parentOf(on);
    if (!/^(sort|orderBy)$/.test(name) || !use || !isCall(use)) continue;
    if (use.arguments.some((a) => some(a, (k) => isPlace(k, places), false))) return true;
  }
  return false;
}

/**
 * In the order of a date of its own (`orderBy: { dueDate: 'asc' }`, `ORDER BY paid_at DESC`): what happens, not what is
 * set up. Everything has a date at which it was made.
 */
export function isSortedByDate(text: string): boolean {
  for (const [, key = ''] of text.matchAll(sorting))
    if (ownDate.test(key) && !/^(created|updated|modified|birth|valid|expir|effective)/i.test(key))
      return true;
  return false;
}

const sorting = /\b(?:order\s+by|orderBy|order|sort)[\s:({['"-]+(?:(?:desc|asc)\()?(?:\w+\.)?["'`]?(\w+)/gi;
const ownDate = /(^|[a-z_])([dD]ate|[a-z](At|_at))$|^(date|fecha|timestamp)/;

/** A key or a text that names the place of something among others. */
export function isPlace(n: Node, names: RegExp): boolean {
  if (n.type === 'ObjectProperty') return names.test(keyName(n));
  return n.type === 'StringLiteral' && names.test(n.value);
}

const places =
  /^(order|displayOrder|sortOrder|sort_order|display_order|orderIndex|order_index|position|orden|ordem|ordre|urutan|weight|priority|sequence)$/;
export const byPlace =
  /\border\s+by\b[^)]*\b(display_?order|sort_?order|order_?index|position|priority|sequence|orden|ordem|ordre|urutan)\b/i;
const wordings = /^(code|desc|description|label)$/;

function isWordFor(option: string, n: Node): boolean {
  if (n.type !== 'ObjectProperty' && n.type !== 'StringLiteral') return false;
  const word = n.type === 'StringLiteral' ? n.value : keyName(n);
  if (/^(orderBy|order|sort)$/.test(option)) return places.test(word);
  return option === 'select' && wordings.test(word);
}

/** `Status.find().populate('user')`: what each of the users makes is not kept by hand, whatever it is called. */
export function isByPeople({ node: call, name: asked }: CallSite): boolean {
  // Who made a category is of interest; that makes no more of them.
  if (keptFew.test(asked)) return false;
  const options = isCall(call) && call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (options?.type === 'ObjectExpression')
    for (const p of options.properties)
      if (
        p.type === 'ObjectProperty' &&
        /^(include|relations)$/.test(keyName(p)) &&
        some(p.value, isPerson, false)
      )
        return true;
  for (const { name, on } of called(call)) {
    const use = parentOf(on);
    const what = use && isCall(use) ? use.arguments[0] : undefined;
    if (
      /^(populate|include)$/.test(name) &&
      what?.type === 'StringLiteral' &&
      /^(user|author|sender|customer|member|owner|employee|student)(Id|_id)?\b/i.test(what.value)
    )
      return true;
  }
  return false;
}

const keptFew =
  /categor|countr(y|ies)|currenc|languages?\b|brands?\b|departments?\b|roles?\b|permissions?\b|plans?\b/i;

function isPerson(n: Node): boolean {
  return (
    n.type === 'ObjectProperty' &&
    /^(user|author|sender|customer|member|owner|creator|createdBy)$/.test(keyName(n))
  );
}
