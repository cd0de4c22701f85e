/** Loops in loops that look for what belongs to an item; lists of classes, of queries that stand by themselves, and those that are counted through. */
import { check } from './marked.ts';

check(
  'loops in loops that compare by an id are lookups',
  {
    'src/report.js': `export async function report(req, res) {
  const classes = await db.class.findMany();
  const signups = await db.signup.findMany();
  for (const i in classes) {
    for (const j in signups) { // !quadratic-array
      if (classes[i].id == signups[j].classId) {
        classes[i].signups = signups[j].total;
        break;
      }
    }
  }
  classes.forEach((cls) => {
    signups.forEach((signup) => { // !quadratic-array
      if (signup.classId !== cls.id) return;
      cls.late = signup.late;
    });
  });
  for (let i = 0; i < classes.length; i++) {
    const cls = classes[i];
    for (let j = 0; j < signups.length; j++) { // !quadratic-array
      if (signups[j].classId === cls.id) cls.last = signups[j];
    }
    for (let j = 0; j < cls.steps.length; j++) {
      if (cls.steps[j].classId === cls.id) cls.own = true;
    }
    for (const signup of signups) {
      if (signup.classId !== cls.id) cls.others.push(signup);
    }
    for (const signup of signups) {
      cls.total += signup.total;
      if (signup.classId === cls.id) cls.first ??= signup;
    }
    for (let j = signups.length - 1; j >= 0; j--) { // !quadratic-array
      if (signups[j].classId === cls.id && signups[j].paid) cls.paid++;
      if (signups[j].classId === cls.id && signups[j].late) cls.late++;
    }
    for (const signup of signups) {
      if (signup.classId === cls.id) cls.all++;
      if (signup.late) cls.anyLate = true;
    }
    for (const role of req.user.roles) {
      if (role.id === cls.roleId) cls.open = true;
    }
  }
  res.json(classes);
}`,
  },
  'quadratic-array',
);

check(
  'classes of a school grow, and so do lists that are counted through and rows of a query that stands by itself',
  {
    'src/school.js': `export async function handler(req, res) {
  const classes = await db.class.findMany();
  const signups = await db.signup.findMany();
  for (const cls of classes) cls.signup = signups.find((s) => s.classId === cls.id); // !quadratic-array
  for (const signup of signups) signup.class = classes.find((c) => c.id === signup.classId); // !quadratic-array
  const query = Event.find({ open: true });
  const events = await query;
  let teachers = [];
  events.forEach((event) => {
    teachers = teachers.concat(event.teachers); // !quadratic-array
  });
  res.json({ classes, teachers });
}
export function style(nodes, classes) {
  return nodes.filter((node) => classes.includes(node.className));
}
export function missing(sheet, members) {
  const lowered = sheet.map((m) => m.toLowerCase());
  const left = [];
  for (let i = 0; i < members.length; i++) if (!lowered.includes(members[i].name)) left.push(members[i]); // !quadratic-array
  return left;
}
export function hidden(columns, shown) {
  let n = 0;
  for (let i = 0; i < columns.length; i++) if (!shown.includes(columns[i].id)) n++;
  return n;
}`,
  },
  'quadratic-array',
);
