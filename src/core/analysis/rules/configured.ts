/** Lists that somebody set: they are as long as a person had patience. */
import {
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  settled,
} from '../ast.ts';
import type { FileIndex, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';

const settings =
  /^(config|cfg|conf|appConfig|configuration|[a-z]\w*Config|[cC]onfigService|settings|[a-z]\w*Settings)$/;

/** `config.hooks`, `Config.get().guild.autoJoin.guilds`, also by way of names: as many as somebody set. */
export function isConfigured(node: Node, scope: Scope, file: FileIndex, depth = 0): boolean {
  const n = settled(node);
  if (depth > 6) return false;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (!b?.init || b.kind === 'param' || b.loopItem) return false;
    const init = settled(b.init);
    return b.path.length > 0 && (isSettings(init) || isConfigured(init, b.scope, file, depth + 1))
      ? true
      : isConfigured(init, b.scope, file, depth + 1);
  }
  // `settings.days ?? [30, 7]`
  if (n.type === 'LogicalExpression') {
    const otherwise = settled(n.right);
    return otherwise.type === 'ArrayExpression' && isConfigured(n.left, scope, file, depth + 1);
  }
  if (isMember(n)) {
    if (n.object.type === 'ThisExpression')
      // `this.urls = config.urls` of the constructor.
      return file.classes.some((c) => {
        const field = c.fields.get(propertyName(n));
        return field?.value !== undefined && isConfigured(field.value, field.scope, file, depth + 1);
      });
    return isSettings(settled(n.object)) || isConfigured(n.object, scope, file, depth + 1);
  }
  if (!isCall(n)) return false;
  const receiver = receiverOf(n);
  if (receiver && /^(filter|map|split|slice|flat|sort|concat)$/.test(methodName(n)))
    return isConfigured(receiver, scope, file, depth + 1);
  const first = n.arguments[0];
  return (
    /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) &&
    first !== undefined &&
    isConfigured(first, scope, file, depth + 1)
  );
}

/** The settings themselves: `config`, `this.config`, `Config.get()`, `getConfig()`, `config.get('hooks')`. */
function isSettings(n: Node): boolean {
  if (n.type === 'Identifier') return settings.test(n.name);
  if (isMember(n)) return settings.test(propertyName(n));
  if (!isCall(n)) return false;
  if (/^(get|load|use)(App|Runtime|Server)?Config(uration)?$/.test(methodName(n) || dotted(n.callee)))
    return true;
  const r = receiverOf(n);
  return (
    r !== undefined &&
    /^(get|getInstance|instance|values?)$/.test(methodName(n)) &&
    (/^Config(uration)?$/.test(dotted(r)) || isSettings(settled(r)))
  );
}
