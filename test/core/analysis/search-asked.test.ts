/** What an address asks for, a picker leaves out, somebody dropped or sits in one team, and what only looks like it. */
import { check } from './marked.ts';

check(
  'ids of an address, options that are left out, chosen beforehand, files that were dropped',
  {
    'src/components/Filter.jsx': `export function chosen(rooms, router, queryRoomIds, ids) {
  const roomIds = readIdsFromQuery(router.query.rooms);
  const open = rooms.filter((room) => roomIds.includes(room.id));
  const asked = rooms.filter((room) => queryRoomIds.includes(room.id));
  const cacheIds = readIdsFromCache(router);
  const kept = rooms.filter((room) => cacheIds.includes(room.id)); // !quadratic-array
  return [open, asked, kept];
}
export function left(options, excludeItem, existingUsers) {
  const offered = options.filter((o) => !excludeItem.some((e) => e.value === o.value));
  const users = options.filter((o) => !existingUsers.some((e) => e.id === o.id)); // !quadratic-array
  return [offered, users];
}
export function picked(courses, mentor) {
  const own = courses.filter((course) => mentor.preselectedCourses.includes(course.id));
  return own.concat(courses.filter((course) => course.open));
}
export function dropped(acceptedFiles, allAcceptedFiles, storedFiles, add) {
  for (const file of acceptedFiles) if (!allAcceptedFiles.some((f) => f.path === file.path)) add(file);
  for (const file of storedFiles) if (!storedFiles.some((f) => f.parentId === file.id)) add(file); // !quadratic-array
}`,
  },
  'quadratic-array',
);

check(
  'who is in one team, days of a chart, calls that led here, what is taken out once; rows with ids of their own',
  {
    'src/teams.ts': `export function moved(team, studentIds, course) {
  const added = studentIds.filter((id) => !team.students.find((s) => s.id === id));
  const known = studentIds.filter((id) => !course.students.find((s) => s.id === id)); // !quadratic-array
  return [added, known];
}
export function chart(last7Days, lastNDays_init, byDay, lastOrders, sales) {
  const week = last7Days.map((day) => byDay.find((d) => d.date === day.date) || day);
  const days = lastNDays_init.map((day) => byDay.find((d) => d.date === day.date) || day);
  const orders = lastOrders.map((order) => sales.find((d) => d.orderId === order.id)); // !quadratic-array
  return [week, days, orders];
}
export function matched(report, mappings) {
  return mappings.filter((m) => report.stations.find((s) => s.stationId === m.stationId)); // !quadratic-array
}
export function parts(report, mappings) {
  return mappings.filter((m) => report.stations.find((s) => s.height === m.height));
}`,
    'src/requests.js': `export function close(list, id, late) {
  for (let i = 0; i < list.length; i++) {
    if (list[i].request_id === id) {
      list[i].closed = true;
      list.splice(i, 1);
    }
  }
  for (let i = 0; i < list.length; i++) {
    if (list[i].state === late) list.splice(i, 1); // !quadratic-array
  }
}`,
  },
  'quadratic-array',
);

check(
  'a text that a cookie or a form holds is read again for each item',
  {
    'src/header.jsx': `export function chosen(rows, getValues, setValue) {
  return rows.filter((row) => {
    const held = getValues('uuids');
    return JSON.parse(held).includes(row.id); // !quadratic-json
  });
}
export function priced(rows, getValues) {
  return rows.filter((row) => {
    const held = getValues(row.name);
    return JSON.parse(held).includes(row.id);
  });
}
export function cleared(rows, getValues, setValue) {
  for (const row of rows) {
    setValue('uuids', JSON.parse(getValues('uuids')).slice(row.at));
  }
}
export function inCart(rows) {
  return rows.map((row) => {
    const raw = Cookies.get('cart');
    return { ...row, count: JSON.parse(raw)[row.id] }; // !quadratic-json
  });
}`,
  },
  'quadratic-json',
);

check(
  'a list that is somebody’s state is as long as what it holds',
  {
    'src/battle.js': `export function hit(monsterState, formState, user) {
  const hits = [];
  for (const monster of monsterState) {
    hits.push({ id: monster.id, user: JSON.parse(JSON.stringify(user)) }); // !quadratic-json
  }
  for (const field of formState) hits.push({ field, user: JSON.parse(JSON.stringify(user)) });
  for (const key of Object.keys(monsterState)) hits.push({ key, user: JSON.parse(JSON.stringify(user)) });
  return hits;
}`,
  },
  'quadratic-json',
);

check(
  'a loop that compares the rows of what somebody holds',
  {
    'src/spend.js': `export function breaches(args, orders) {
  const out = [];
  for (const order of orders) {
    let first = null;
    for (const snap of args.snapshots) { // !quadratic-array
      if (snap.order_id !== order.id) continue;
      if (!first) first = snap;
    }
    out.push(first);
  }
  return out;
}`,
  },
  'quadratic-array',
);
