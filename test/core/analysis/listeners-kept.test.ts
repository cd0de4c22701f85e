/** Listeners of Angular's and Nest's classes, and those that nothing of the file can take off again. */
import { check } from './marked.ts';

const rule = 'listener-leak';

check(
  'subscriptions of Angular that outlive the component or come again with each call; its route, forms and what ends with it',
  {
    'src/ng/a.component.ts': `import { Component, OnInit } from '@angular/core';
import { Store } from '@ngrx/store';
import { ActivatedRoute, Router } from '@angular/router';
import { FormControl } from '@angular/forms';
import { CartService } from './cart.service';
import { HttpClient } from '@angular/common/http';
@Component({ selector: 'app-a', template: '' })
export class AComponent implements OnInit {
  q = new FormControl('');
  user: any;
  constructor(private store: Store, private route: ActivatedRoute, private cart: CartService, private http: HttpClient, private router: Router) {
    this.store.select(userOf).subscribe((u) => { this.user = u; }); // !listener-leak
  }
  ngOnInit() {
    this.route.params.subscribe((p) => this.load(p.id));
    this.route.queryParams.subscribe((p) => this.load(p.id));
    this.route.data.subscribe((p) => this.load(p.id));
    this.route.paramMap.subscribe((p) => this.load(p.get('id')));
    this.cart.items$.subscribe((i) => { this.user = i; }); // !listener-leak
    this.http.get('/api').subscribe((i) => { this.user = i; });
    this.q.valueChanges.subscribe((v) => this.load(v));
    this.router.events.subscribe((e) => this.load(e)); // !listener-leak
    setInterval(() => this.load(1), 1000); // !listener-leak
    window.addEventListener('resize', () => this.load(2)); // !listener-leak
  }
  load(x: any) {}
}
`,
    'src/ng/b.component.ts': `import { Component, OnInit, OnDestroy } from '@angular/core';
import { Store } from '@ngrx/store';
import { takeUntil, take, first } from 'rxjs/operators';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subject, Subscription, interval, fromEvent, timer } from 'rxjs';
import { CartService } from './cart.service';
@Component({ selector: 'app-b', template: '' })
export class BComponent implements OnInit, OnDestroy {
  d = new Subject<void>();
  subs = new Subscription();
  s: Subscription;
  constructor(store: Store, private cart: CartService) {
    store.select(userOf).subscribe((u) => console.log(u)); // !listener-leak
    store.select(userOf).pipe(takeUntilDestroyed()).subscribe((u) => console.log(u));
    cart.items$.subscribe((i) => console.log(i)); // !listener-leak
  }
  ngOnInit() {
    this.cart.items$.pipe(takeUntil(this.d)).subscribe();
    this.cart.items$.pipe(take(1)).subscribe();
    this.cart.items$.pipe(first()).subscribe();
    this.subs.add(this.cart.items$.subscribe(() => {}));
    this.s = this.cart.items$.subscribe(() => {});
    interval(1000).subscribe(() => this.go()); // !listener-leak
    fromEvent(window, 'resize').subscribe(() => this.go()); // !listener-leak
    timer(1000).subscribe(() => this.go());
    timer(0, 1000).subscribe(() => this.go()); // !listener-leak
  }
  go() {}
  ngOnDestroy() { this.d.next(); this.subs.unsubscribe(); this.s.unsubscribe(); }
}
`,
    'src/ng/c.component.ts': `import { Component, inject } from '@angular/core';
import { Store } from '@ngrx/store';
import { AuthService } from './cart.service';
@Component({ selector: 'app-c', template: '' })
export class CComponent {
  private auth = inject(AuthService);
  private store = inject(Store);
  user$ = this.store.select(x);
  ngOnInit() {
    this.auth.user$.subscribe((u) => console.log(u)); // !listener-leak
    this.user$.subscribe((u) => console.log(u)); // !listener-leak
  }
  open() {
    this.store.select(x).subscribe((v) => console.log(v)); // !listener-leak
  }
}
`,
    'src/ng/cart.service.ts': `import { Injectable } from '@angular/core';
import { BehaviorSubject } from 'rxjs';
import { Store } from '@ngrx/store';
@Injectable({ providedIn: 'root' })
export class CartService {
  items$ = new BehaviorSubject([]);
  constructor(private store: Store, private auth: AuthService) {
    this.auth.user$.subscribe((u) => this.clear());
  }
  checkout() {
    this.auth.user$.subscribe((u) => this.send(u)); // !listener-leak
  }
  current() {
    this.store.select(x).subscribe((u) => { this.u = u; }); // !listener-leak
    return this.u;
  }
  u: any;
  clear() {} send(u) {}
}
export class AuthService { user$ = new BehaviorSubject(null); }
`,
  },
  rule,
);

check(
  'effects and bodies that render',
  {
    'src/react/a.tsx': `import React, { useEffect, useRef, useState } from 'react';
import { socket } from './socket';
import { eventBus } from './bus';
export function A({ id }) {
  const [w, setW] = useState(0);
  const box = useRef(null);
  useEffect(() => {
    window.addEventListener('resize', () => setW(window.innerWidth)); // !listener-leak
  }, []);
  useEffect(() => {
    const h = () => setW(1);
    window.addEventListener('resize', h);
    return () => window.removeEventListener('resize', h);
  }, []);
  useEffect(() => {
    const mq = window.matchMedia('(min-width: 1px)');
    mq.addListener((e) => setW(e.matches ? 1 : 2)); // !listener-leak
  }, []);
  useEffect(() => {
    const mq = window.matchMedia('(min-width: 1px)');
    mq.addEventListener('change', (e) => setW(e.matches ? 1 : 2)); // !listener-leak
  }, []);
  useEffect(() => {
    const ro = new ResizeObserver(() => setW(3));
    ro.observe(document.body); // !listener-leak
  }, []);
  useEffect(() => {
    const ro = new ResizeObserver(() => setW(3));
    ro.observe(box.current);
    return () => ro.disconnect();
  }, []);
  useEffect(() => {
    const ro = new IntersectionObserver(() => setW(3));
    ro.observe(box.current);
    return () => ro.disconnect();
  }, []);
  useEffect(() => {
    socket.on('message', (m) => setW(m)); // !listener-leak
  }, []);
  useEffect(() => {
    socket.on('message', setW);
    return () => { socket.off('message', setW); };
  }, []);
  useEffect(() => {
    socket.on('message', setW); // !listener-leak
  });
  useEffect(() => {
    eventBus.on('x', setW); // !listener-leak
  }, [id]);
  useEffect(() => {
    setInterval(() => setW((x) => x + 1), 1000); // !listener-leak
  }, []);
  useEffect(() => {
    const t = setInterval(() => setW((x) => x + 1), 1000);
    return () => clearInterval(t);
  }, []);
  useEffect(() => {
    const c = new AbortController();
    window.addEventListener('x', setW, { signal: c.signal });
    return () => c.abort();
  }, []);
  useEffect(() => {
    document.addEventListener('keydown', setW); // !listener-leak
    return () => window.removeEventListener('keydown', setW);
  }, []);
  useEffect(() => {
    const el = document.createElement('script');
    el.addEventListener('load', () => setW(1));
    document.body.appendChild(el);
  }, []);
  useEffect(() => {
    const es = new EventSource('/x');
    es.addEventListener('message', () => setW(1));
    return () => es.close();
  }, []);
  useEffect(() => {
    const es = new EventSource('/x');
    es.onmessage = () => setW(1);
  }, [id]);
  useEffect(() => {
    const ws = new WebSocket('/x');
    ws.addEventListener('message', () => setW(1)); // !listener-leak
  }, [id]);
  socket.on('render', setW); // !listener-leak
  const start = () => { setInterval(() => setW(3), 100); }; // !listener-leak
  return <div ref={box} onClick={start}>{w}</div>;
}
`,
    'src/react/socket.ts': `import { io } from 'socket.io-client';
export const socket = io();
`,
    'src/react/bus.ts': `import { EventEmitter } from 'events';
export const eventBus = new EventEmitter();
`,
    'src/react/cls.jsx': `import React from 'react';
import { store } from './store';
export class Board extends React.Component {
  componentDidMount() {
    window.addEventListener('keydown', this.onKey); // !listener-leak
    this.timer = setInterval(() => this.tick(), 1000);
    store.subscribe(() => this.forceUpdate()); // !listener-leak
    this.unsub = store.subscribe(() => this.forceUpdate());
  }
  componentWillUnmount() { clearInterval(this.timer); this.unsub(); }
  render() { return <div />; }
}
`,
    'src/vue/a.ts': `import { onMounted, onUnmounted, defineComponent } from 'vue';
import { bus } from './bus';
export default defineComponent({
  setup() {
    onMounted(() => {
      window.addEventListener('scroll', () => {}); // !listener-leak
    });
    onMounted(() => { bus.on('x', () => {}); }); // !listener-leak
    onMounted(() => { document.addEventListener('click', f); });
    onUnmounted(() => document.removeEventListener('click', f));
    const f = () => {};
  },
});
`,
    'src/vue/bus.ts': `export const bus = createBus();
`,
  },
  rule,
);

check(
  'what a server adds for each connection, message or request',
  {
    'src/node/server.ts': `import express from 'express';
import { Server } from 'socket.io';
import { createServer } from 'http';
import { EventEmitter } from 'events';
import { spawn } from 'child_process';
import { createClient } from 'redis';
import { Pool, Client } from 'pg';
const app = express();
const server = createServer(app);
const io = new Server(server);
const bus = new EventEmitter();
const sub = createClient();
const pg = new Client();
io.on('connection', (socket) => {
  socket.on('msg', (m) => io.emit('msg', m));
  socket.on('disconnect', () => {});
  bus.on('changed', (x) => socket.emit('changed', x)); // !listener-leak
  sub.on('message', (c, m) => socket.emit(c, m)); // !listener-leak
  pg.on('notification', (n) => socket.emit('n', n)); // !listener-leak
  process.on('SIGTERM', () => socket.disconnect()); // !listener-leak
  setInterval(() => socket.emit('tick'), 1000); // !listener-leak
  const t = setInterval(() => socket.emit('tick'), 1000);
  socket.on('disconnect', () => clearInterval(t));
});
app.get('/events', (req, res) => {
  bus.on('event', (e) => res.write(e)); // !listener-leak
});
app.get('/events2', (req, res) => {
  const h = (e) => res.write(e);
  bus.on('event', h);
  req.on('close', () => bus.off('event', h));
});
app.post('/run', (req, res) => {
  const child = spawn('ls');
  child.stdout.on('data', (d) => res.write(d));
  child.on('exit', () => res.end());
  process.on('exit', () => child.kill()); // !listener-leak
});
app.get('/poll', (req, res) => {
  setInterval(() => res.write('x'), 1000); // !listener-leak
});
app.get('/once', (req, res) => {
  bus.once('x', () => res.end());
});
process.on('uncaughtException', () => {});
bus.on('x', () => {});
setInterval(() => {}, 1000);
server.listen(3000);
`,
    'src/node/ws.js': `const WebSocket = require('ws');
const emitter = require('./emitter');
const wss = new WebSocket.Server({ port: 1 });
wss.on('connection', (ws) => {
  ws.on('message', (m) => ws.send(m));
  emitter.on('tick', (t) => ws.send(t)); // !listener-leak
  const iv = setInterval(() => ws.ping(), 1000);
  ws.on('close', () => clearInterval(iv));
});
`,
    'src/node/emitter.js': `const { EventEmitter } = require('events');
module.exports = new EventEmitter();
`,
    'src/nest/gateway.ts': `import { WebSocketGateway, SubscribeMessage } from '@nestjs/websockets';
import { Injectable, Controller, Get, Sse } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
@WebSocketGateway()
export class Gate {
  constructor(private readonly events: EventEmitter2) {}
  handleConnection(client) {
    this.events.on('order', (o) => client.emit('order', o)); // !listener-leak
    setInterval(() => client.emit('ping'), 1000); // !listener-leak
  }
  afterInit() {
    this.events.on('x', () => {});
  }
}
@Controller('a')
export class C {
  constructor(private readonly events: EventEmitter2, private redis: Redis) {}
  @Get()
  get() {
    return new Promise((resolve) => {
      this.events.on('done', resolve); // !listener-leak
    });
  }
  @Get('b')
  b() {
    this.redis.on('message', (c, m) => this.x(m)); // !listener-leak
  }
  x(m) {}
}
`,
  },
  rule,
);

check(
  "what is handed on is the caller's to take away",
  {
    'src/socketService.js': `import { io } from 'socket.io-client';
let socket;
export const onEvent = (event, tell) => {
  socket.on(event, tell);
};
export const offEvent = (event, tell) => {
  socket.off(event, tell);
};
export const connect = () => {
  socket = io();
};
`,
    'src/Board.jsx': `import { useEffect } from 'react';
export function Board({ load }) {
  useEffect(() => {
    const timer = setInterval(load, 1000);
    window.addEventListener('storage', (e) => load(e.key)); // !listener-leak
    return () => clearInterval(timer);
  }, [load]);
  return <div />;
}
`,
  },
  rule,
);

check(
  'the store piped, and a timer that each event of the page begins',
  {
    'src/steps.component.ts': `import { Component } from '@angular/core';
import { select, Store } from '@ngrx/store';
import { take } from 'rxjs/operators';
@Component({ selector: 'app-steps', template: '' })
export class StepsComponent {
  phone = '';
  constructor(private store: Store, private facade: PhoneFacade) {}
  ngOnInit() {
    this.store.pipe(select(phoneOf)).subscribe((v) => { this.phone = v; }); // !listener-leak
    this.facade.selectPhone$(1).subscribe((v) => { this.phone = v; }); // !listener-leak
    this.store.pipe(select(phoneOf), take(1)).subscribe((v) => { this.phone = v; });
  }
}
`,
    'src/app/fleet/maintenance/log/add-log.component.ts': `import { Component } from '@angular/core';
@Component({ selector: 'app-add-log', template: '' })
export class AddLogComponent {
  issues = [];
  constructor(private lists: ListService, private eventManager: EventManager) {}
  load() {
    this.lists.issues.subscribe((res) => { this.issues = res; }); // !listener-leak
  }
  ngOnInit() {
    this.eventManager.subscribe('issueListModified', () => this.load()); // !listener-leak
  }
}
`,
    'src/socket.ts': `import { io } from 'socket.io-client';
const socket = io('/presence');
export const start = () => {
  socket.on('connect', () => {
    setInterval(() => socket.emit('ping'), 20000); // !listener-leak
  });
};
`,
    'src/Snow.jsx': `import { useEffect } from 'react';
export function Snow({ ms, fall }) {
  useEffect(() => {
    const id = setInterval(fall, ms);
    const onVisible = () => {
      if (document.hidden) clearInterval(id);
      else setInterval(fall, ms); // !listener-leak
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearInterval(id);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [ms, fall]);
  return null;
}
`,
    'src/Application.jsx': `import React from 'react';
export class Application extends React.Component {
  componentDidMount() {
    window.addEventListener('storage', this.handleStorage);
  }
  render() {
    return <main />;
  }
}
`,
    'src/page.js': `document.addEventListener('DOMContentLoaded', () => {
  setInterval(tick, 1000);
});
`,
  },
  rule,
);

check(
  'an effect that subscribes to one answer is over with it, to a stream it is not',
  {
    'package.json': JSON.stringify({ dependencies: { react: '18', rxjs: '7' } }),
    'src/Prices.jsx': `import { useEffect, useState } from 'react';
import { map } from 'rxjs';
import { getPrices, getPriceStream, priceSocket } from './api';
export function Prices({ symbol }) {
  const [list, setList] = useState([]);
  useEffect(() => {
    getPrices(symbol).pipe(map(sorted)).subscribe(setList);
    const prices = getPrices(symbol);
    prices.subscribe(setList);
  }, [symbol]);
  useEffect(() => {
    getPriceStream(symbol).subscribe(setList); // !listener-leak
    const socket = priceSocket(symbol);
    socket.subscribe(setList); // !listener-leak
  }, [symbol]);
  return <ul>{list.length}</ul>;
}
`,
  },
  rule,
);
