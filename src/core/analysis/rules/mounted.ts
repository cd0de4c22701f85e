/** Listeners that are added each time a component of another framework appears. */
import { ancestor, dotted, isFunction, keyName, type Node, parentOf, receiverOf } from '../ast.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import type { Report, Reviewed } from '../rule.ts';
import { isCalledBy, isDroppedWatcher, isOfModule, isOfService, isWholePage } from './added-again.ts';
import { callbackOf, inEffect } from './in-effects.ts';
import { isFrame, isOfAngular } from './kept-subscriptions.ts';
import { isLost, staysForGood } from './lost-listeners.ts';

/** Vue, Svelte and Solid, Meteor's templates. */
export const mountHooks = /^on(Mounted|BeforeMount|Mount|Created|Rendered)$/;
const mountMethods = /^(componentDidMount|componentWillMount|ngOnInit|ngAfterViewInit|connectedCallback)$/;

/** Run each time a component appears: by its method, what that calls, or by the framework's function. */
export function isMounting({ node, fn: { cls, name }, fn: info }: CallSite): boolean {
  if (callbackOf(node, mountHooks)) return true;
  const fn = ancestor(node, (p) => isFunction(p));
  if (!fn) return false;
  const holder = fn.type === 'ClassMethod' || fn.type === 'ObjectMethod' ? fn : parentOf(fn);
  if (holder?.type === 'ObjectProperty' || holder?.type === 'ObjectMethod')
    return keyName(holder) === 'link' && isFunction(fn) && /scope$/i.test(dotted(fn.params[0] ?? fn));
  if (holder?.type !== 'ClassMethod' && holder?.type !== 'ClassProperty') return takesScope(fn);
  const ofAngular = cls !== undefined && isOfAngular(cls);
  // What frames the application is there as long as the page.
  if (ofAngular && isFrame(cls)) return false;
  if (mountMethods.test(keyName(holder))) return !(cls && !ofAngular && isRoot.test(cls.name));
  if (ofAngular && name.endsWith('.constructor')) return true;
  return cls !== undefined && isCalledBy(info, ofAngular ? angularMounts : mountMethods);
}

const angularMounts = /^(ngOnInit|ngAfterViewInit|constructor)$/;

/** A controller of AngularJS. */
function takesScope(fn: Node): boolean {
  return isFunction(fn) && fn.params.some((p) => dotted(p) === '$scope');
}

/** On what lives as long as the page, or a timer; what cleans up may stand anywhere in the file. */
export function checkMounting(file: Reviewed, site: CallSite, what: string, report: Report): void {
  const timer = what === 'setInterval';
  const emitter = receiverOf(site.node);
  const told = (left: string): void =>
    report(inEffect(site, `${what} when the component appears, and ${left}`));
  if (isDroppedWatcher(file, site, what)) {
    told('nothing ends it');
    return;
  }
  const isPage = emitter !== undefined && /\.(\$?on|addEventListener)$/.test(what) && isWholePage(emitter);
  if (!timer && !isPage && !/^process(\.\w+)?\.(addEventListener|on)$/.test(what)) {
    if (isOfLongerLife(site, what, file.index)) told('nothing removes it');
    return;
  }
  // What `$rootScope.$on` gives is all that ends it.
  if (/\$on$/.test(what) && parentOf(site.node)?.type !== 'ExpressionStatement') return;
  const cleanUp = timer ? /clearInterval/ : /remove(Event)?Listener|removeAllListeners|\.off\(/;
  const own = site.fn.cls?.node ?? site.fn.parent?.cls?.node;
  const hook = own ? undefined : callbackOf(site.node, mountHooks);
  const holder = own ?? (hook && ancestor(hook, (n) => isFunction(n)));
  const cleaned = cleanUp.test(file.index.text);
  if (cleaned && !(holder && isLost(site.node, holder))) return;
  told(cleaned ? 'its clean-up cannot remove it' : 'nothing cleans it up');
}

/** Of a service that Angular hands to its components, or an emitter of the module that nobody ends. */
function isOfLongerLife(site: CallSite, what: string, index: FileIndex): boolean {
  if (/\.(on|addListener)$/.test(what) && isOfService(site, index)) return true;
  // `store.subscribe(() => this.forceUpdate())` of Redux, with what would end it dropped.
  if (/^\w+\.subscribe$/.test(what) && isOfModule(site) && site.node.arguments.length === 1)
    return parentOf(site.node)?.type === 'ExpressionStatement' && !isRoot.test(site.fn.cls?.name ?? '');
  return /\.on$/.test(what) && isOfModule(site) && staysForGood(site, index) && !ends.test(index.text);
}

/** There as long as the page. */
const isRoot = /^(_?App|MyApp|Application|Root|Main|Index)$|Layout$|Provider$|Shell$/;

const ends = /\.(disconnect|close|destroy)\(/;
