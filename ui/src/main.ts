import { mount } from 'svelte';

import './style/base.css';
import App from './parts/App.svelte';
import { browserLang, words } from './state/words.svelte';
import { shown } from './state/view.svelte';

shown.read();
await words.speak(shown.now.lang ?? browserLang(navigator.languages));

const target = document.getElementById('app');
if (!target) throw new Error('the page lacks its #app element');
mount(App, { target });
