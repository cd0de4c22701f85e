import { check } from './marked.ts';

const rule = 'listener-leak';

check(
  'watchers of a database whose end nobody keeps, in composables, effects and mounts',
  {
    'src/composables/profile.js': `import { ref } from 'vue';
import { db } from '../db';
export const getProfile = (id) => {
  const info = ref('');
  db.collection('profiles').doc(id).onSnapshot((doc) => { // !listener-leak
    info.value = doc.data();
  });
  return { info };
};
export const watchProfile = (id, show) => db.collection('profiles').doc(id).onSnapshot(show);
`,
    'src/Chat.jsx': `import { useEffect, useState } from 'react';
import { query } from './db';
export function Chat({ room }) {
  const [all, setAll] = useState([]);
  useEffect(() => {
    const load = async () => {
      const stop = query(room).onSnapshot((s) => setAll(s.docs)); // !listener-leak
      return stop;
    };
    load();
  }, [room]);
  useEffect(() => {
    const stop = query(room).onSnapshot((s) => setAll(s.docs));
    return stop;
  }, [room]);
  return <ul>{all.length}</ul>;
}
`,
    'src/board.component.ts': `import { Component, OnInit } from '@angular/core';
import { onValue, ref } from 'firebase/database';
@Component({ selector: 'board' })
export class BoardComponent implements OnInit {
  ngOnInit() {
    onValue(ref(db, 'board'), (s) => this.show(s.val())); // !listener-leak
  }
}
`,
  },
  rule,
);

check(
  'helpers that an effect calls, wherever they stand; what runs once, and what is taken away, stays silent',
  {
    'src/scene.js': `export const init = (root) => {
  const scene = make(root);
  window.addEventListener('resize', () => scene.resize()); // !listener-leak
  return () => scene.clear();
};
export const setup = () => {
  window.addEventListener('online', () => sync());
};
export const track = () => {
  const move = () => draw();
  window.addEventListener('pointermove', move);
  return () => window.removeEventListener('pointermove', move);
};
`,
    'src/Scene.jsx': `import { useEffect, useRef } from 'react';
import { init, track } from './scene';
export function Scene() {
  const box = useRef(null);
  useEffect(() => {
    const clear = init(box.current);
    const end = track();
    return () => { clear(); end(); };
  }, []);
  return <div ref={box} />;
}
`,
    'src/main.js': `import { setup } from './scene';
setup();
`,
    'src/useSize.js': `import { ref } from 'vue';
let listening = false;
export function useSize() {
  const size = ref(0);
  window.addEventListener('resize', () => { size.value = window.innerWidth; }); // !listener-leak
  return size;
}
export function useNetwork() {
  if (listening) return;
  listening = true;
  window.addEventListener('offline', () => warn());
}
`,
  },
  rule,
);

check(
  'emitters of services, stores and modules, where components appear or a function is called',
  {
    'src/game.component.ts': `import { Component, OnInit } from '@angular/core';
@Component({ selector: 'game' })
export class GameComponent implements OnInit {
  @Select(GameState.turn) turn$: Observable<number>;
  score$ = this.store.select(score);
  constructor(private readonly socket: SocketService, private readonly store: Store) {}
  ngOnInit() {
    this.socket.io.on('move', (m) => this.play(m)); // !listener-leak
    this.listen();
    this.turn$.subscribe((t) => this.show(t)); // !listener-leak
    this.score$.subscribe((s) => this.show(s)); // !listener-leak
    this.names$.subscribe((s) => this.show(s));
  }
  listen() {
    this.socket.on('end', () => this.end()); // !listener-leak
  }
}
`,
    'src/tidy.component.ts': `import { Component } from '@angular/core';
@Component({ selector: 'tidy' })
export class TidyComponent {
  constructor(private readonly socket: SocketService) {}
  ngOnInit() {
    this.socket.on('move', this.play);
  }
  ngOnDestroy() {
    this.socket.off('move', this.play);
  }
}
`,
    'src/store.js': `import { create } from 'zustand';
import { useAuth } from './auth';
export const useCalls = create((set) => ({
  answer: () => {
    const { socket } = useAuth.getState();
    socket.on('accepted', (call) => set({ call })); // !listener-leak
  },
  listen: () => {
    const socket = useAuth.getState().socket;
    socket.on('message', (m) => set({ m }));
  },
  stop: () => useAuth.getState().socket.off('message'),
}));
`,
    'src/user.service.ts': `export class UserService {
  load() {
    return new Promise((resolve) => {
      this.auth.changes.subscribe((user) => resolve(user)); // !listener-leak
    });
  }
  fetch() {
    return new Promise((resolve) => {
      this.http.get('/user').subscribe((user) => resolve(user));
    });
  }
}
`,
  },
  rule,
);

check(
  'bodies of hooks, intervals and clean-ups that run beside an effect; what is made in an effect goes with it',
  {
    'src/useOrders.jsx': `import { useCallback, useEffect, useRef, useState } from 'react';
import { io } from 'socket.io-client';
export function useOrders() {
  const [socket, setSocket] = useState(null);
  const [count, setCount] = useState(0);
  const timer = useRef(null);
  const other = useRef(null);
  const labels = document.querySelector('.labels');
  labels && labels.addEventListener('click', () => setCount(0)); // !listener-leak
  if (socket) {
    socket.on('order', () => setCount(count + 1)); // !listener-leak
  }
  useEffect(() => {
    (async () => {
      await open();
      timer.current = setInterval(() => setCount(0), 3000); // !listener-leak
      document.addEventListener('keydown', onKey); // !listener-leak
      document.querySelector('.value')?.addEventListener('input', () => setCount(4));
      return () => document.removeEventListener('keydown', onKey);
    })();
  }, []);
  const tick = useCallback(() => {
    other.current = setInterval(() => setCount(1), 1000);
  }, []);
  useEffect(() => { tick(); }, [tick]);
  useEffect(() => () => clearInterval(other.current), []);
  useEffect(() => {
    const map = L.map('box');
    map.on('move', () => setCount(2));
    const chart = new Chart('box');
    chart.addListener('click', () => setCount(3));
  }, []);
  return count;
}
`,
  },
  rule,
);

check(
  'loops of frames and observers that go on when the component is gone',
  {
    'src/Canvas.jsx': `import { useEffect, useRef } from 'react';
export function Canvas({ data, items }) {
  const ref = useRef(null);
  useEffect(() => {
    const loop = () => {
      draw(ref.current);
      requestAnimationFrame(loop); // !listener-leak
    };
    requestAnimationFrame(loop);
  }, [data]);
  useEffect(() => {
    let frames = 0;
    const fade = () => {
      draw(ref.current);
      if (frames++ < 60) requestAnimationFrame(fade);
    };
    fade();
  }, [data]);
  useEffect(() => {
    const seen = new MutationObserver(() => resize());
    seen.observe(document.body); // !listener-leak
  }, []);
  useEffect(() => {
    const size = new ResizeObserver(() => resize());
    size.observe(ref.current); // !listener-leak
  }, [items]);
  useEffect(() => {
    const size = new ResizeObserver(() => resize());
    size.observe(ref.current);
  }, []);
  return <canvas ref={ref} />;
}
`,
    'src/Other.jsx': `import { useEffect } from 'react';
export function Other({ draw }) {
  useEffect(() => {
    let id;
    const loop = () => {
      draw();
      id = requestAnimationFrame(loop);
    };
    loop();
    const size = new ResizeObserver(draw);
    size.observe(document.body);
    return () => {
      cancelAnimationFrame(id);
      size.disconnect();
    };
  }, [draw]);
  return <p />;
}
`,
    'src/clock.component.ts': `import { Component, OnInit } from '@angular/core';
@Component({ selector: 'clock' })
export class ClockComponent implements OnInit {
  ngOnInit() {
    this.tick();
  }
  tick() {
    this.now = Date.now();
    requestAnimationFrame(() => this.tick()); // !listener-leak
  }
}
`,
    'src/scene.js': `export function mountScene(canvas) {
  function animate() {
    requestAnimationFrame(animate); // !listener-leak
    render(canvas);
  }
  animate();
}
export function page(canvas) {
  function animate() {
    requestAnimationFrame(animate);
    render(canvas);
  }
  animate();
}
`,
    'src/Scene.jsx': `import { useEffect, useRef } from 'react';
import { mountScene } from './scene';
export function Scene() {
  const ref = useRef(null);
  useEffect(() => {
    mountScene(ref.current);
  }, []);
  return <canvas ref={ref} />;
}
`,
  },
  rule,
);

check(
  'listeners that an event of the same emitter adds, and those of a connection on what outlives it',
  {
    'src/rooms.js': `const { Server } = require('socket.io');
const redis = require('./redis');
const io = new Server(3000);
io.on('connection', (socket) => {
  socket.on('join', (room) => {
    socket.on('message', (text) => io.to(room).emit('message', text)); // !listener-leak
  });
  socket.on('authenticate', () => {
    socket.on('move', () => {});
  });
  socket.on('watch', () => {
    socket.off('news');
    socket.on('news', () => {});
  });
  redis.subscriber.on('message', (channel, text) => socket.emit('message', text)); // !listener-leak
  setInterval(() => socket.emit('time', Date.now()), 1000); // !listener-leak
});
`,
    'src/live.js': `import io from 'socket.io-client';
export function connect(show) {
  const socket = io();
  socket.on('connect', () => {
    socket.on('users', (users) => show(users)); // !listener-leak
  });
}
`,
    'src/chat.jsx': `import { useEffect } from 'react';
import { service } from './service';
export function Chat({ room, show, rename }) {
  useEffect(() => {
    const socket = service.getSocket();
    socket.on('message', show);
    socket.on('renamed', rename); // !listener-leak
    return () => {
      socket.emit('leave', room);
      socket.off('message', show);
    };
  }, [room]);
  return <p />;
}
`,
  },
  rule,
);

check(
  'an interval that an effect begins and that ends itself, or runs once, stays silent',
  {
    'src/Wheel.jsx': `import { useEffect, useState } from 'react';
export function Wheel({ result, poll }) {
  const [angle, setAngle] = useState(0);
  const [started, setStarted] = useState(false);
  const turn = (end) => {
    let at = 0;
    const timer = setInterval(() => {
      setAngle(at++);
      if (at > end) clearInterval(timer);
    }, 20);
  };
  const watch = () => {
    if (!started) {
      setStarted(true);
      setInterval(poll, 3000);
    }
  };
  const again = () => {
    setInterval(poll, 3000); // !listener-leak
  };
  useEffect(() => {
    turn(result);
    watch();
    again();
  }, [result]);
  return <p>{angle}</p>;
}
`,
  },
  rule,
);

check(
  'timers and listeners of a helper that effects reach, and those that a click adds by way of another function',
  {
    'src/track.js': `import { Socket } from './socket';
export function drawnTrack(canvas) {
  const context = canvas.getContext('2d');
  setInterval(() => context.clearRect(0, 0, 1, 1), 500); // !listener-leak
  return canvas.captureStream();
}
export function page(context) {
  setInterval(() => context.clearRect(0, 0, 1, 1), 500);
}
export function follow(engine) {
  Socket.on('left', (who) => engine.remove(who)); // !listener-leak
}
export function followOnce(engine) {
  Socket.off('title');
  Socket.on('title', (title) => engine.rename(title));
}
`,
    'src/socket.js': `import { io } from 'socket.io-client';
export const Socket = io('/', { autoConnect: false });
`,
    'src/Room.jsx': `import { useContext, useEffect, useRef } from 'react';
import { Calls } from './calls';
import { drawnTrack, follow, followOnce } from './track';
export function Room({ engine }) {
  const canvas = useRef(null);
  const { socket, peer } = useContext(Calls);
  async function open() {
    navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
      if (!stream.getVideoTracks()[0]) stream.addTrack(drawnTrack(canvas.current));
    });
  }
  useEffect(() => {
    open();
    follow(engine);
    followOnce(engine);
  }, [engine]);
  useEffect(() => {
    const listen = () => {
      navigator.mediaDevices.addEventListener('devicechange', async () => engine.reload()); // !listener-leak
    };
    listen();
    return () => navigator.mediaDevices.removeEventListener('devicechange', () => {});
  }, [engine]);
  const call = (id) => {
    socket.emit('call', id);
    socket.on('accepted', (signal) => peer.signal(signal)); // !listener-leak
  };
  const onCall = (id) => {
    call(id);
  };
  const attachListeners = () => {
    window.addEventListener('wheel', (event) => engine.zoom(event)); // !listener-leak
    window.addEventListener('resize', resize);
  };
  const resize = () => engine.resize();
  const removeListeners = () => {
    window.removeEventListener('wheel', engine.zoom);
    window.removeEventListener('resize', resize);
  };
  useEffect(() => {
    attachListeners();
    return () => {
      removeListeners();
    };
  }, []);
  return <canvas ref={canvas} onClick={() => onCall(engine.id)} />;
}
`,
  },
  rule,
);

check(
  'what a method adds to what its class has made, each time that the class calls it',
  {
    'src/player.js': `export class Player {
  constructor() {
    this.audio = new Audio();
    this.list = [];
    this.audio.addEventListener('ended', () => this.next());
  }
  load(song) {
    this.audio.src = song.path;
    this.audio.addEventListener('loadeddata', () => this.audio.play()); // !listener-leak
  }
  next() {
    this.load(this.list.shift());
  }
  play(list) {
    this.list = list;
    this.load(this.list.shift());
  }
}
export class Other {
  constructor() {
    this.audio = new Audio();
  }
  connect() {
    this.audio.addEventListener('error', () => this.retry());
  }
  retry() {
    this.connect();
    this.connect();
  }
  load(song) {
    this.audio = new Audio(song.path);
    this.audio.addEventListener('loadeddata', () => this.audio.play());
  }
  next(a, b) {
    this.load(a);
    this.load(b);
  }
}
`,
    'src/users.component.ts': `import { Component } from '@angular/core';
import { Apollo } from 'apollo-angular';
@Component({ selector: 'users' })
export class UsersComponent {
  private users;
  constructor(private readonly apollo: Apollo, private readonly form: FormGroup) {
    this.users = apollo.watchQuery({ query: all });
    this.users.valueChanges.subscribe((answer) => this.show(answer)); // !listener-leak
    this.apollo.watchQuery({ query: all }).valueChanges.subscribe((answer) => this.show(answer)); // !listener-leak
    this.apollo.query({ query: all }).subscribe((answer) => this.show(answer));
    this.form.valueChanges.subscribe((answer) => this.show(answer));
  }
}
`,
  },
  rule,
);

check(
  'listeners that are told apart by what a function is given',
  {
    'src/redis.js': `const bus = require('./bus');
class Redis {
  constructor(client) {
    this.client = client;
  }
  async subscribe(channel, tell) {
    await this.client.subscribe(channel);
    this.client.on('message', (from, text) => { // !listener-leak
      if (from === channel) tell(JSON.parse(text));
    });
  }
  each(tell) {
    this.client.on('each', (text) => tell(text));
  }
}
function answered(id) {
  return new Promise((done) => {
    bus.on('answer', (answer) => { // !listener-leak
      if (answer.id === id) done(answer);
    });
  });
}
function watch(socket, room) {
  socket.on('moved', (from) => { if (from === room) show(room); });
}
function follow(id, tell) {
  const listener = (from) => { if (from === id) tell(from); };
  bus.on('follow', listener);
  return () => bus.off('follow', listener);
}
module.exports = { Redis, answered, watch, follow };
`,
  },
  rule,
);

check(
  'what goes with the component, or comes to an end by itself, beside what stays',
  {
    'src/Box.jsx': `import { useEffect } from 'react';
import grapesjs from 'grapesjs';
import { useSpring } from 'framer-motion';
import { bus } from './bus';
export function Box({ id, svg }) {
  const spring = useSpring(0);
  useEffect(() => {
    const editor = grapesjs.init({ container: '#page' });
    editor.on('undo', () => show());
    spring.on('change', (x) => show(x));
    svg.select('.axis').transition().style('x', 1).call(axis).on('start', () => show());
    bus.on('change', (x) => show(x)); // !listener-leak
  }, [id]);
  useEffect(() => {
    const ask = async () => {
      let turns = 0;
      const timer = setInterval(async () => {
        turns++;
        if (turns > 15) clearInterval(timer);
      }, 2000);
      return () => clearInterval(timer);
    };
    ask();
  }, [id]);
  useEffect(() => {
    const tick = async () => {
      const timer = setInterval(() => show(), 2000); // !listener-leak
      return () => clearInterval(timer);
    };
    tick();
  }, [id]);
  return <b />;
}
`,
  },
  rule,
);
