/** Subscriptions of Angular's components to what outlives them, and observables that leave their listeners behind. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, ClassInfo, Scope } from '../index-types.ts';
import { classAround, find } from '../scopes.ts';

/** `this.game.onTurnEnded.subscribe(show)` in a component, and nothing ends it together with the component. */
export function outlivesComponent(site: CallSite): boolean {
  if (site.method !== 'subscribe') return false;
  const cls = classAround(site.fn);
  if (!cls || !isOfAngular(cls) || isFrame(cls) || !isLetGo(site.node, cls)) return false;
  const source = receiverOf(site.node);
  return source !== undefined && (goesOn(bare(source), cls, site.scope, 0) || isOfEvents(site, cls));
}

/** `this.eventManager.subscribe('listModified', () => this.load())`: of a service that tells whoever listens. */
function isOfEvents({ node }: CallSite, cls: ClassInfo): boolean {
  const [event, listener] = node.arguments.map((a) => bare(a));
  const [self, holder = '', ...rest] = dotted(receiverOf(node)!).split('.');
  return (
    event?.type === 'StringLiteral' &&
    isFunction(listener) &&
    self === 'this' &&
    rest.length === 0 &&
    /event|bus$|pub_?sub|broker|emitter/i.test(holder) &&
    isInjected(holder, cls)
  );
}

/**
 * The same in a method of a service, which lives as long as the program: `checkout() { this.auth.user$.subscribe(send); }`
 * listens once more for each call.
 */
export function isKeptPerCall(site: CallSite, settingUp: RegExp): boolean {
  const cls = classAround(site.fn);
  if (site.method !== 'subscribe' || !cls || !isMarked(cls, /^Injectable$/)) return false;
  const own = site.fn.name.split('.').at(-1)!;
  const source = receiverOf(site.node);
  if (!cls.methods.has(own) || settingUp.test(own) || !source || !isLetGo(site.node, cls)) return false;
  const begun = [...cls.methods].some(
    ([name, method]) =>
      settingUp.test(name) && some(method.node, (n) => isCall(n) && dotted(n.callee) === `this.${own}`),
  );
  return !begun && goesOn(bare(source), cls, site.scope, 0);
}

/** A statement of its own, or kept in a field that nothing of the class looks at again. */
function isLetGo(call: Node, { node }: ClassInfo): boolean {
  const holder = parentOf(call);
  if (holder?.type !== 'AssignmentExpression') return holder?.type === 'ExpressionStatement';
  const [self, field, ...rest] = dotted(holder.left).split('.');
  if (self !== 'this' || rest.length > 0 || parentOf(holder)?.type !== 'ExpressionStatement') return false;
  // A base class, or `@UntilDestroy({ checkProperties: true })`, ends what fields keep.
  const kept = (node.decorators ?? []).some(
    ({ expression: e }) => !isCall(e) || dotted(e.callee) !== 'Component',
  );
  return (
    !kept &&
    !node.superClass &&
    !some(
      node,
      (n) =>
        isMember(n) &&
        n !== holder.left &&
        n.object.type === 'ThisExpression' &&
        (n.computed || propertyName(n) === field),
    )
  );
}

/** The root of the application and what frames it are there as long as the page is. */
const frame =
  /(^|[a-z])(App(Root)?|Root|Main|Shell)Component$|^MyApp$|Layout|Nav(igation|-?[bB]ar)|Header|Footer|Side-?(bar|nav|menu)|Toolbar|Topbar|Toast|Spinner|Loader/i;

export function isFrame({ name }: ClassInfo): boolean {
  return frame.test(name);
}

export function isOfAngular(cls: ClassInfo): boolean {
  return isMarked(cls, /^Component$/);
}

/** By a decorator. */
export function isMarked({ node }: ClassInfo, by: RegExp): boolean {
  return (node.decorators ?? []).some(({ expression: e }) => isCall(e) && by.test(dotted(e.callee)));
}

const ends =
  /^(take|takeUntil|takeWhile|takeUntilDestroyed|untilDestroyed|untilComponentDestroyed|first|single|last|toArray)$/;
/** Words of methods that give what goes on telling; others ask once. */
const telling =
  /^(on|listen|watch|observe)([A-Z]|$)|[a-z]On[A-Z]|Changes?\$?$|[oO]bservable$|\$$|^get(Live[A-Z]|\w+(Listener|Stream)$)/;
/** What RxJS 5 had as methods, and goes on as long as what it is called on. */
const passing =
  /^(map|filter|do|delay|debounceTime|throttleTime|distinctUntilChanged|skip|startWith|combineLatest|merge|withLatestFrom|switchMap|mergeMap|concatMap)$/;
const asking = /^(get|fetch|load|find|save|create|update|delete)/;
/** A form's own, and what a dialog says when it closes. */
const ofItsOwn =
  /^(valueChanges|statusChanges|afterClosed|beforeClosed|afterDismissed|onAction|afterOpened)$/;

/** An observable of a service that was injected: `this.store.select(…)`, `this.cart.items$`, also by way of a getter. */
function goesOn(n: Node, cls: ClassInfo, scope: Scope, depth: number): boolean {
  if (depth > 4) return false;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return (
      b?.init !== undefined &&
      b.writes.length === 0 &&
      b.path.length === 0 &&
      goesOn(bare(b.init), cls, scope, depth + 1)
    );
  }
  if (isCall(n) && (methodName(n) === 'pipe' || passing.test(methodName(n)))) {
    const ended = n.arguments.some((a) => isCall(a) && ends.test(dotted(a.callee)));
    const from = receiverOf(n);
    return !ended && from !== undefined && goesOn(bare(from), cls, scope, depth + 1);
  }
  // All at once, or the first to tell: it goes on with any of them.
  if (isCall(n) && /^(combineLatest|merge|zip)$/.test(dotted(n.callee)))
    return some(
      n,
      (a) =>
        a !== n &&
        /^(Optional)?(Member|Call)Expression$/.test(a.type) &&
        goesOn(bare(a), cls, scope, depth + 1),
      false,
    );
  if (isWatched(n, cls)) return true;
  if (isCall(n) && isOfItself(n)) return true;
  const names = dotted(isCall(n) ? n.callee : n).split('.');
  // `constructor(store: Store) { store.select(…) }`
  if (find(scope, names[0]!)?.param === undefined) {
    if (names.shift() !== 'this') return false;
  } else if (scope.fn.name.split('.').at(-1) !== 'constructor') return false;
  const [holder = '', ...rest] = names;
  if (rest.some((name) => ofItsOwn.test(name))) return false;
  const last = rest.at(-1);
  if (last === undefined) {
    if (isCall(n)) return false;
    // `this.store.pipe(select(user))`
    if (/^store\$?$/i.test(holder) && isInjected(holder, cls)) return true;
    if (isSelected(holder, cls)) return true;
    const behind = behindGetter(holder, cls) ?? cls.fields.get(holder)?.value ?? givenOnce(holder, cls);
    return behind !== undefined && goesOn(bare(behind), cls, scope, depth + 1);
  }
  if (!isInjected(holder, cls)) return false;
  if (!isCall(n)) return !asking.test(last);
  return telling.test(last) || (/^select/.test(last) && /store/i.test(holder));
}

/** `interval(1000)`, `timer(0, 1000)`, `fromEvent(window, 'resize')`: they tell for as long as the page is there. */
function isOfItself(call: Call): boolean {
  const [first, second] = call.arguments;
  switch (dotted(call.callee).replace(/^(Observable|Rx|rxjs)\./, '')) {
    case 'interval':
      return true;
    case 'timer':
      return second !== undefined;
    case 'fromEvent':
      return first !== undefined && /^(window|document)(\.body)?$/.test(dotted(first));
    default:
      return false;
  }
}

/** `this.link$ = this.store.select(link)` in the constructor, and nowhere else. */
function givenOnce(field: string, { node }: ClassInfo): Node | undefined {
  const given: Node[] = [];
  some(node, (n) => {
    if (n.type === 'AssignmentExpression' && dotted(n.left) === `this.${field}`) given.push(n.right);
    return given.length > 1;
  });
  return given.length === 1 ? given[0] : undefined;
}

/** `this.apollo.watchQuery({ query }).valueChanges`, also by way of a field: a query that is kept up to date. */
function isWatched(n: Node, cls: ClassInfo): boolean {
  if (!isMember(n) || propertyName(n) !== 'valueChanges') return false;
  const of = bare(n.object);
  const [self, name = '', ...rest] = dotted(of).split('.');
  const value = self === 'this' && rest.length === 0 ? cls.fields.get(name)?.value : undefined;
  const query = value ? bare(value) : of;
  return isCall(query) && /^(watchQuery|watch)$/.test(methodName(query));
}

/** `@Select(GameState.turn) turn$: Observable<Turn>` */
function isSelected(name: string, { node }: ClassInfo): boolean {
  const field = node.body.body.find((m) => m.type === 'ClassProperty' && keyName(m) === name);
  const marks = field?.type === 'ClassProperty' ? (field.decorators ?? []) : [];
  return marks.some(
    ({ expression: e }) => isCall(e) && /^(Select|ViewSelectSnapshot|select\$?)$/.test(dotted(e.callee)),
  );
}

/** `get turnEnded() { return this.game.onTurnEnded(); }` */
function behindGetter(name: string, { node }: ClassInfo): Node | undefined {
  const getter = node.body.body.find(
    (m) => m.type === 'ClassMethod' && m.kind === 'get' && keyName(m) === name,
  );
  const only = getter?.type === 'ClassMethod' ? getter.body.body[0] : undefined;
  return only?.type === 'ReturnStatement' && only.argument ? bare(only.argument) : undefined;
}

/** Given to the constructor, or asked for with `inject`, and not of the component's own life. */
export function isInjected(name: string, cls: ClassInfo): boolean {
  const field = cls.fields.get(name);
  const asked = field?.value && bare(field.value);
  const type =
    isCall(asked) && dotted(asked.callee) === 'inject' ? asked.arguments[0] : parameterType(name, cls);
  if (!type) return false;
  const service = dotted(type.type === 'TSTypeReference' ? (type.typeName as Node) : bare(type));
  if (service === '' || /^ActivatedRoute|Ref$|Form|Control/.test(service)) return false;
  // `@Component({ providers: [GridService] })`: one for each component.
  return !(cls.node.decorators ?? []).some((d) =>
    some(d, (x) => x.type === 'Identifier' && x.name === service),
  );
}

function parameterType(name: string, { node }: ClassInfo): Node | undefined {
  const made = node.body.body.find((m) => m.type === 'ClassMethod' && m.kind === 'constructor');
  for (const p of made?.type === 'ClassMethod' ? made.params : []) {
    const id = p.type === 'TSParameterProperty' ? p.parameter : p;
    if (id?.type !== 'Identifier' || id.name !== name) continue;
    return id.typeAnnotation?.type === 'TSTypeAnnotation' ? id.typeAnnotation.typeAnnotation : undefined;
  }
  return undefined;
}

/** `new Observable((observer) => { this.socket.on('turn', (turn) => observer.next(turn)); })`: each who subscribes adds one. */
export function leavesListener(site: CallSite, text: string): boolean {
  const fn = site.fn.node as Node;
  const made = isFunction(fn) ? parentOf(fn) : undefined;
  if (!isFunction(fn) || !made || !/^(on|addListener|addEventListener)$/.test(site.method)) return false;
  const observable =
    (made.type === 'NewExpression' && dotted(made.callee) === 'Observable') ||
    (isCall(made) && dotted(made.callee) === 'Observable.create');
  if (!observable || fn.body.type !== 'BlockStatement') return false;
  if (some(fn.body, (n) => n.type === 'ReturnStatement' && n.argument != null, false)) return false;
  if (/\.(complete|add)\(/.test(text.slice(fn.start ?? 0, fn.end ?? 0))) return false;
  const root = dotted(bare(site.node.callee)).split('.')[0]!;
  return root === 'this' || find(site.scope, root)?.scope.fn !== site.fn;
}

/** `channel.on('watching', show)` in the body of a component, on what its parent gave. */
export function isOfProp(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  const object = isMember(callee) && propertyName(callee) === 'on' ? bare(callee.object) : undefined;
  const b = object?.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  const [event, listener] = site.node.arguments;
  if (b?.param === undefined || b.scope.fn !== site.fn || event?.type !== 'StringLiteral') return false;
  return listener !== undefined && isFunction(bare(listener));
}
