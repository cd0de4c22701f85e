import { check } from './marked.ts';

check(
  'timers that an effect starts later on, and those that are no timers',
  {
    'src/A.jsx': `import { useEffect, useState } from 'react';
export function A({ url }) {
  const [state, setState] = useState(0);
  useEffect(() => {
    const load = async () => {
      await fetch(url).then(() => {
        setInterval(() => setState(1), 1000); // !listener-leak
      });
    };
    load();
  }, [url]);
  useEffect(() => {
    const stop = [];
    fetch(url).then(() => stop.push(setInterval(() => setState(2), 1000)));
    return () => stop.forEach(clearInterval);
  }, [url]);
  return <b onClick={() => setInterval(() => setState(3), 1000)}>{state}</b>; // !listener-leak
}
export function B({ min }) {
  const [interval, setInterval] = useState(1);
  useEffect(() => {
    if (interval < min) setInterval(min);
  }, [interval, min]);
  return <b>{interval}</b>;
}
`,
  },
  'listener-leak',
);

check(
  'listeners of the window in a body that renders; elements go with the page',
  {
    'src/C.jsx': `import { useEffect } from 'react';
export default function App() {
  window.addEventListener('contextmenu', (e) => e.preventDefault()); // !listener-leak
  useEffect(() => {
    const svg = document.querySelector('svg');
    svg.addEventListener('mouseenter', () => grow(svg));
    window.addEventListener('resize', () => grow(svg)); // !listener-leak
  }, []);
  return <svg onClick={() => window.addEventListener('keydown', stop)} />;
}
export class Watcher {
  constructor() {
    window.addEventListener('resize', this.onResize);
  }
}
`,
  },
  'listener-leak',
);

check(
  'a clean-up cannot remove a function that is written where it is registered, nor listeners of another event',
  {
    'src/C.jsx': `import { useEffect } from 'react';
export function A({ grow, navigation, box }) {
  useEffect(() => {
    window.addEventListener('resize', () => grow()); // !listener-leak
    return () => window.removeEventListener('resize', () => grow());
  }, []);
  useEffect(() => {
    window.addEventListener('scroll', grow);
    window.addEventListener('resize', grow); // !listener-leak
    return () => window.removeEventListener('scroll', grow);
  }, []);
  useEffect(() => {
    navigation.addListener('blur', () => grow()); // !listener-leak
    return () => navigation.removeListener('blur', () => {});
  }, []);
  useEffect(() => {
    const off = navigation.addListener('blur', () => grow());
    return off;
  }, []);
  useEffect(() => {
    const controller = new AbortController();
    window.addEventListener('resize', () => grow(), { signal: controller.signal });
    box.addEventListener('click', () => grow());
    return () => controller.abort();
  }, []);
  useEffect(() => {
    navigation.addListener('focus', () => grow());
    return () => navigation.removeAllListeners('focus');
  }, []);
  return <b />;
}
export class B extends Component {
  componentDidMount() {
    window.addEventListener('scroll', this.load.bind(this)); // !listener-leak
    window.addEventListener('load', this.load.bind(this));
    window.addEventListener('resize', this.resize);
  }
  componentWillUnmount() {
    window.removeEventListener('scroll', this.load.bind(this));
    window.removeEventListener('resize', this.resize);
  }
}
`,
  },
  'listener-leak',
);

check(
  'a clean-up that leaves a listener on its emitter',
  {
    'src/D.jsx': `import { useEffect, useState } from 'react';
import { socket } from './socket';
export function D({ room }) {
  const [all, setAll] = useState([]);
  useEffect(() => {
    socket.on('message', (m) => setAll((before) => [...before, m]));
    socket.on('typing', () => setAll([])); // !listener-leak
    return () => socket.off('message');
  }, [room]);
  useEffect(() => {
    socket?.on('active', (who) => show(who)); // !listener-leak
    return () => { socket?.off('active', (who) => show(who)); };
  }, [room]);
  useEffect(() => {
    const show = () => setAll([]);
    socket.on('a', show);
    socket.on('b', show);
    return () => { socket.off('a', show); socket.off('b', show); };
  }, [room]);
  useEffect(() => {
    socket.on('a', show);
    socket.on('b', show);
    return () => { socket.off('a', show); release(socket); };
  }, [room]);
  useEffect(() => {
    const board = new Board((sketch) => {
      socket.on('draw', () => sketch.line());
      socket.on('clear', () => sketch.clear()); // !listener-leak
    });
    return () => { if (socket) socket.off('draw'); };
  }, [room]);
  const [ref, api] = useCarousel();
  useEffect(() => {
    api.on('reInit', show);
    api.on('select', show);
    return () => { api.off('select', show); };
  }, [api]);
  return <p>{all.length}</p>;
}
`,
  },
  'listener-leak',
);

check(
  'one more listener for each message or connection, and a timer that nobody can clear',
  {
    'src/bot.js': `const TelegramBot = require('node-telegram-bot-api');
const bot = new TelegramBot(process.env.TOKEN, { polling: true });
bot.onText(/start/, (message) => {
  bot.on('message', (reply) => bot.sendMessage(reply.chat.id, reply.text)); // !listener-leak
});
bot.on('ready', () => {
  bot.on('message', console.log);
});
`,
    'src/live.js': `const { Server } = require('socket.io');
const Redis = require('ioredis');
const sub = new Redis();
const io = new Server(3000);
io.on('connection', (socket) => {
  sub.on('message', (channel, text) => socket.emit('message', text)); // !listener-leak
});
io.of('/safe').on('connection', (socket) => {
  const pass = (channel, text) => socket.emit('message', text);
  sub.on('message', pass);
  socket.on('disconnect', () => sub.off('message', pass));
});
`,
    'src/app.js': `const app = require('express')();
app.get('/a', (req, res) => {
  const timer = setInterval(() => res.write('.'), 1000); // !listener-leak
});
app.get('/b', (req, res) => {
  const timer = setInterval(() => res.write('.'), 1000);
  req.on('close', () => stop(timer));
});
`,
  },
  'listener-leak',
);

check(
  'what watches a database goes on until it is told to stop; a function made anew removes nothing',
  {
    'src/E.jsx': `import { useEffect, useState } from 'react';
import { onSnapshot, collection } from 'firebase/firestore';
import * as Notifications from 'expo-notifications';
export function E({ db, auth }) {
  const [all, setAll] = useState([]);
  useEffect(() => {
    onSnapshot(collection(db, 'letters'), (s) => setAll(s.docs)); // !listener-leak
  }, []);
  useEffect(() => {
    const stop = onSnapshot(collection(db, 'letters'), (s) => setAll(s.docs));
    return stop;
  }, []);
  useEffect(() => onSnapshot(collection(db, 'letters'), (s) => setAll(s.docs)), []);
  useEffect(() => {
    auth.onAuthStateChanged((user) => setAll([user])); // !listener-leak
  }, []);
  useEffect(() => {
    Notifications.addNotificationReceivedListener((n) => setAll([n])); // !listener-leak
  }, []);
  useEffect(() => {
    window.addEventListener('resize', show); // !listener-leak
    return () => window.removeEventListener('resize', debounce(show));
  }, []);
  return <p>{all.length}</p>;
}
`,
  },
  'listener-leak',
);

check(
  'a clean-up that does nothing; what a request brings along',
  {
    'src/F.tsx': `import { useEffect } from 'react';
import { AppState } from 'react-native';
export function useF(onChange) {
  useEffect(() => {
    AppState.addEventListener('change', onChange); // !listener-leak
    return () => {
      // AppState.remove('change', onChange);
    };
  }, [onChange]);
  useEffect(() => {
    const state = AppState.addEventListener('change', onChange);
    return () => state.remove();
  }, [onChange]);
}
`,
    'src/io.js': `const router = require('express').Router();
router.get('/a', (req, res) => {
  req.io.on('connection', (socket) => socket.emit('a')); // !listener-leak
  req.on('close', () => res.end());
});
module.exports = router;
`,
  },
  'listener-leak',
);

check(
  'an interval may be cleared as a timeout, and one within a promise is never cleared',
  {
    'src/a.jsx': `import React from 'react';
export class A extends React.Component {
  componentDidMount() {
    this.timer = setInterval(() => this.tick(), 1000);
  }
  componentWillUnmount() {
    clearTimeout(this.timer);
  }
}
export const ready = (search) => new Promise((resolve) => {
  setInterval(() => { // !listener-leak
    if (search.isReady()) resolve();
  }, 20);
});
export const cleared = (search) => new Promise((resolve) => {
  const timer = setInterval(() => {
    if (!search.isReady()) return;
    clearInterval(timer);
    resolve();
  }, 20);
});
`,
  },
  'listener-leak',
);

check(
  'a clean-up for the other phase of an event removes nothing',
  {
    'src/menu.jsx': `import { useEffect } from 'react';
export function useMenu(close) {
  useEffect(() => {
    document.addEventListener('wheel', close, { capture: true, passive: true }); // !listener-leak
    document.addEventListener('click', close, true);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('wheel', close);
      document.removeEventListener('click', close, { capture: true });
      document.removeEventListener('keydown', close, false);
    };
  }, [close]);
}
`,
  },
  'listener-leak',
);

check(
  'an effect drops the clean-up that a function in it gives',
  {
    'src/live.jsx': `import { useEffect } from 'react';
import { io } from 'socket.io-client';
export function useLive(url, tell) {
  useEffect(() => {
    const connect = async () => {
      const socket = io(url);
      socket.on('message', tell); // !listener-leak
      return () => { socket.disconnect(); };
    };
    connect();
    const timer = setInterval(tell, 1000);
    return () => clearInterval(timer);
  }, [url, tell]);
}
export function useOther(url, tell) {
  useEffect(() => {
    let socket;
    const connect = async () => {
      socket = io(url);
      socket.on('message', tell);
      return () => { socket.disconnect(); };
    };
    connect();
    return () => socket.disconnect();
  }, [url, tell]);
}
export function useThird(url, tell) {
  useEffect(() => {
    const connect = () => {
      const socket = io(url);
      socket.on('message', tell);
      return () => { socket.disconnect(); };
    };
    return connect();
  }, [url, tell]);
}
`,
  },
  'listener-leak',
);

check(
  'what an effect starts registers on the page, too',
  {
    'src/update.jsx': `import { useEffect } from 'react';
export function useUpdate(tell) {
  useEffect(() => {
    const look = async () => {
      const registration = await navigator.serviceWorker.ready;
      registration.addEventListener('updatefound', tell); // !listener-leak
    };
    look();
  }, [tell]);
}
export function useSize(tell) {
  useEffect(() => {
    const start = () => window.addEventListener('resize', tell);
    start();
    return () => window.removeEventListener('resize', tell);
  }, [tell]);
}
`,
  },
  'listener-leak',
);

check(
  'an effect that marks the page runs once',
  {
    'src/errors.tsx': `import { useEffect } from 'react';
export function Errors({ tell }) {
  useEffect(() => {
    if (!(window as any).__watched) {
      (window as any).__watched = true;
      window.addEventListener('error', () => tell());
    }
  }, []);
  useEffect(() => {
    let mounted = true;
    window.addEventListener('focus', () => { if (mounted) tell(); }); // !listener-leak
  }, []);
  return null;
}
`,
  },
  'listener-leak',
);

check(
  'elements that D3 draws, a socket that is asked first, and a wallet of the page',
  {
    'src/live.jsx': `import { useEffect, useRef } from 'react';
import { select } from 'd3';
import { socket } from './socket';
export function Live({ rows, tell }) {
  const ref = useRef(null);
  useEffect(() => {
    const nodes = select(ref.current).selectAll('g').data(rows).enter();
    nodes.append('circle').attr('r', 3).on('click', tell);
  }, [rows, tell]);
  useEffect(() => {
    if (socket.hasListeners('note')) return;
    socket.on('note', tell);
  }, [tell]);
  useEffect(() => {
    socket.on('other', tell); // !listener-leak
  }, [tell]);
  useEffect(() => {
    async function run() {
      await tell();
      window.wallet?.on('accountChanged', tell); // !listener-leak
    }
    run();
  }, [tell]);
  return <svg ref={ref} />;
}
`,
  },
  'listener-leak',
);

check(
  'one more listener or timer with each click',
  {
    'src/E.jsx': `import { useRef, useState } from 'react';
import { socket } from './socket';
export function E({ move, done }) {
  const timer = useRef(null);
  const [at, setAt] = useState(0);
  function play() {
    window.addEventListener('mousemove', (e) => setAt(e.clientX)); // !listener-leak
    socket.on('seek', (to) => setAt(to)); // !listener-leak
    setInterval(() => setAt((before) => before + 1), 1000); // !listener-leak
  }
  const follow = () => {
    const track = (e) => move(e.clientX);
    document.addEventListener('pointermove', track); // !listener-leak
    document.addEventListener('keydown', done);
    timer.current = setInterval(done, 1000);
  };
  const drag = () => {
    const stop = () => document.removeEventListener('mouseup', stop);
    document.addEventListener('mouseup', stop);
  };
  const setUp = () => {
    window.addEventListener('focus', () => setAt(0));
  };
  setUp;
  return <b onClick={play} onMouseDown={() => drag()} onPointerDown={follow}>{at}</b>;
}
`,
  },
  'listener-leak',
);

check(
  'listeners of a connection that another effect of the component ends',
  {
    'src/F.jsx': `import { useEffect, useState } from 'react';
import { io } from 'socket.io-client';
import { shared } from './socket';
import useCarousel from 'carousel';
export function G({ show }) {
  const [ref, api] = useCarousel();
  const onSelect = () => show(api.at());
  api?.on('select', onSelect); // !listener-leak
  api?.on('init', show);
  return <b ref={ref} />;
}
export function F({ show }) {
  const [socket, setSocket] = useState(null);
  useEffect(() => {
    if (!socket) setSocket(io());
    return () => {
      if (socket) socket.disconnect();
    };
  }, [socket]);
  useEffect(() => {
    if (socket) {
      socket.on('message', (m) => show(m));
    }
  }, [socket]);
  useEffect(() => {
    shared.on('message', (m) => show(m)); // !listener-leak
  }, []);
  useEffect(() => {
    return () => shared.disconnect();
  }, []);
  useEffect(() => {
    const own = io();
    setInterval(() => own.emit('ping'), 1000); // !listener-leak
    return () => own.close();
  }, []);
  useEffect(() => {
    for (const place of show.places) {
      const marker = new maps.Marker(place);
      marker.addListener('click', () => show(place));
    }
  }, [show]);
  return <b />;
}
`,
  },
  'listener-leak',
);

check(
  'a component of Angular that subscribes to what outlives it',
  {
    'src/app/turn.component.ts': `import { Component, inject, OnInit } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
@Component({ selector: 'app-turn', template: '', providers: [Own] })
export class TurnComponent implements OnInit {
  private readonly store = inject(Store);
  private readonly form = new FormControl('');
  private subscriptions = new Subscription();
  constructor(
    private game: GameService,
    private own: Own,
    private route: ActivatedRoute,
    private dialog: MatDialogRef,
    private http: Api,
  ) {
    this.game.answerLocked.subscribe((locked) => (this.locked = locked)); // !listener-leak
    this.game.answered$.pipe(takeUntilDestroyed()).subscribe((a) => (this.answer = a));
  }
  get turnEnded() { return this.game.onTurnEnded(); }
  ngOnInit() {
    this.turnEnded.subscribe(() => this.end()); // !listener-leak
    this.game.sendEventOnOpponentFound().pipe(map(named)).subscribe((who) => (this.who = who)); // !listener-leak
    this.store.select(selectUser).subscribe((user) => (this.user = user)); // !listener-leak
    this.subscriptions.add(this.game.onMove().subscribe((move) => this.show(move)));
    this.moves = this.game.onMove().subscribe((move) => this.show(move));
    this.game.onStart().pipe(first()).subscribe(() => this.start());
    this.route.params.subscribe((params) => (this.id = params.id));
    this.form.valueChanges.subscribe((text) => (this.text = text));
    this.dialog.afterClosed().subscribe(() => this.close());
    this.own.changed.subscribe(() => this.show());
    this.http.getUsers().subscribe((users) => (this.users = users));
    this.http.save(this.user).subscribe();
    this.http.register$(this.user).subscribe();
  }
  ngOnDestroy() {
    this.moves.unsubscribe();
  }
}`,
    'src/app/link.component.ts': `import { Component } from '@angular/core';
@Component({ selector: 'app-link', template: '' })
export class LinkComponent {
  constructor(private store: Store, private game: GameService) {
    this.link$ = this.store.select(link);
    this.link$.delay(3000).subscribe((l) => (this.link = l)); // !listener-leak
    this.first$ = this.store.select(link).pipe(first());
    this.first$.subscribe((l) => (this.link = l));
  }
  ngOnInit() {
    const moves = this.store.select(selectMoves);
    moves.subscribe((m) => (this.moves = m)); // !listener-leak
    moves.take(1).subscribe((m) => (this.first = m));
    this.turns = this.game.turns.subscribe((t) => (this.turn = t)); // !listener-leak
    this.ends = this.game.ends.subscribe((e) => (this.end = e));
    this.game.getTurnListener().subscribe((t) => (this.turn = t)); // !listener-leak
    this.game.getTurn().subscribe((t) => (this.turn = t));
  }
  ngOnDestroy() {
    this.ends.unsubscribe();
  }
}`,
    'src/app/base.component.ts': `import { Component } from '@angular/core';
@UntilDestroy({ checkProperties: true })
@Component({ selector: 'app-until', template: '' })
export class UntilComponent {
  constructor(private game: GameService) {
    this.turns = this.game.turns.subscribe((t) => (this.turn = t));
  }
}
@Component({ selector: 'app-base', template: '' })
export class OwnComponent extends Base {
  constructor(private game: GameService) {
    this.turns = this.game.turns.subscribe((t) => (this.turn = t));
  }
}`,
    'src/app/turn.service.ts': `import { Injectable } from '@angular/core';
@Injectable({ providedIn: 'root' })
export class TurnService {
  constructor(private game: GameService) {
    this.game.onTurn().subscribe((turn) => (this.turn = turn));
  }
}`,
    'src/app/app.component.ts': `import { Component } from '@angular/core';
@Component({ selector: 'app-root', template: '' })
export class AppComponent {
  constructor(private game: GameService) { this.game.onTurn().subscribe((turn) => (this.turn = turn)); }
}`,
    'src/app/grid.component.ts': `import { Component } from '@angular/core';
@Component({ selector: 'app-grid', template: '' })
export class GridComponent {
  ngOnInit() { window.addEventListener('mouseup', this.up.bind(this)); } // !listener-leak
  ngOnDestroy() {
    this.subscriptions.unsubscribe();
    window.removeEventListener('mouseup', this.up.bind(this));
  }
}`,
  },
  'listener-leak',
);

check(
  'an observable that leaves its listener behind, and a listener that each rendering adds',
  {
    'src/chat.service.ts': `import { Observable } from 'rxjs';
export class ChatService {
  onMessage() {
    return new Observable((observer) => {
      this.socket.on('message', (text) => observer.next(text)); // !listener-leak
    });
  }
  onEvent() {
    return new Observable((observer) => {
      this.socket.on('event', (event) => observer.next(event));
      return () => this.socket.off('event');
    });
  }
  file(at) {
    return new Observable((observer) => {
      const reader = open(at);
      reader.on('data', (data) => observer.next(data));
    });
  }
}`,
    'src/Players.jsx': `import { useState } from 'react';
export function Players({ channel }) {
  const [joined, setJoined] = useState(false);
  channel.on('watching', (event) => setJoined(event.count === 2)); // !listener-leak
  return <p>{joined}</p>;
}`,
  },
  'listener-leak',
);

check(
  'what listens to an object that the effect itself has just made goes with it, unless it is a connection',
  {
    'src/Place.jsx': `import { useEffect, useRef } from 'react';
export function Place({ google, onPick, url }) {
  const map = useRef(null);
  const live = useRef(null);
  const box = useRef(null);
  const given = useRef(null);
  useEffect(() => {
    map.current = new google.maps.Map(box.current);
    map.current.addListener('click', (e) => onPick(e.latLng));
  }, [google, onPick]);
  useEffect(() => {
    live.current = new Connection(url);
    live.current.on('pick', (e) => onPick(e)); // !listener-leak
  }, [url, onPick]);
  useEffect(() => {
    given.current.on('pick', (e) => onPick(e)); // !listener-leak
  }, [onPick]);
  return <div ref={box} />;
}`,
  },
  'listener-leak',
);
