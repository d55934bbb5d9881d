// The colours of the map and its legend. Each class of service differs from its neighbours in
// lightness too, and the two that mean trouble carry a pattern.
import type { Service } from '../lib/share';

export const SERVICE_FILL: Record<Service, string> = {
  all: '#5fb0a2',
  most: '#b9dccf',
  few: '#f5c26b',
  none: '#e8693f',
};

export const SERVICE_EDGE: Record<Service, string> = {
  all: '#2b7d71',
  most: '#5d9c8d',
  few: '#a86a0b',
  none: '#8f2b0c',
};

export const INK = '#14213d'; // camps
export const MARK = '#f2a900'; // what is chosen
export const CHANGE = '#6a1b9a'; // what a re-plan changed, and what is marked out by hand
export const CHANGE_RGB = [106, 27, 154] as const;
export const GROUND = '#e7e3d8'; // outside the district
export const PAPER = '#faf8f2'; // inside it
export const BORDER = '#454c58';
export const LABEL = '#3b4250';
