#!/bin/bash
# Verifies a folder on a cluster of Slurm: one shard a task, each with a summary of its own.
#   sbatch --array=1-8 slurm_verify.sh FOLDER KEYS.json PARTS     then     hmacsweep merge PARTS -o whole.json
# A task that was requeued writes its summary anew. FOLDER, KEYS.json and PARTS must be the same on every node.
#SBATCH --requeue
set -eu
mkdir -p "$3" "$3.failures"
exec hmacsweep verify "$1" --keys "$2" --shard auto --results failures -o "$3.failures/$SLURM_ARRAY_TASK_ID.jsonl" \
    --summary "$3/$SLURM_ARRAY_TASK_ID.json"
