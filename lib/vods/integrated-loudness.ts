const absoluteGateLufs = -70;
const relativeGateLu = -10;
const binsPerLu = 10;
const binCount = 100 * binsPerLu;

/**
 * Integrated loudness of ITU-R BS.1770-4 as blocks come in: blocks below -70 LUFS don't count, nor those 10 LU below the
 * mean of the rest. Blocks are kept as a histogram, so that asking every second stays cheap. Energies, not LUFS.
 */
export function createIntegratedLoudness() {
  const counts = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  const meanFrom = (firstBin: number): number => {
    let count = 0;
    let sum = 0;
    for (let bin = Math.max(0, firstBin); bin < binCount; bin += 1) {
      count += counts[bin]!;
      sum += sums[bin]!;
    }
    return count > 0 ? sum / count : 0;
  };
  return {
    /** Takes the mean energy of one 400 ms block. */
    add(energy: number): void {
      const bin = binOf(energy);
      if (bin < 0) return;
      counts[bin]! += 1;
      sums[bin]! += energy;
    },
    /** Gated mean energy so far; 0 where nothing was loud enough. */
    getEnergy(): number {
      const ungated = meanFrom(0);
      return ungated > 0 ? meanFrom(binOf(ungated * 10 ** (relativeGateLu / 10))) : 0;
    },
  };
}

const binOf = (energy: number): number =>
  energy > 0
    ? Math.min(binCount - 1, Math.floor((-0.691 + 10 * Math.log10(energy) - absoluteGateLufs) * binsPerLu))
    : -1;
