package io.github.wroom4j.hal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Knows whether anyone who lives on a {@link ManualClock} still has something to do at the present moment.
 *
 * <p>A thread that was signalled counts as busy from the signal on, not from when the scheduler lets it run: its
 * condition no longer holds it, and that is what is asked. Looking at several parties takes time, so a look counts
 * only if no step was taken while it lasted.
 */
final class Quiescence {
    /** One thread that waits inside the clock. A sleeper has no condition; it wakes at its time. */
    static final class Wait {
        final Thread thread = Thread.currentThread();
        final Lock lock;
        final Condition condition;
        final long atNanos;

        Wait(Lock lock, Condition condition, long atNanos) {
            this.lock = lock;
            this.condition = condition;
            this.atNanos = atNanos;
        }
    }

    /** Real time for which a thread must be seen parked outside the clock; an unparked one runs much sooner. */
    private static final long BELIEVED_NANOS = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Wait> waits = new HashSet<>();
    private final Set<Thread> regulars = new HashSet<>();
    private final List<ManualClock.Participant> participants = new CopyOnWriteArrayList<>();
    private long turns;
    private Set<Thread> parkedBefore = Set.of();
    private long parkedSince;
    private long stepsBefore = -1;

    void join(ManualClock.Participant participant) {
        participants.add(participant);
    }

    void leave(ManualClock.Participant participant) {
        participants.remove(participant);
    }

    void enlist(Thread thread) {
        lock.lock();
        try {
            regulars.add(thread);
            turns++;
        } finally {
            lock.unlock();
        }
    }

    void enter(Wait wait) {
        lock.lock();
        try {
            waits.add(wait);
            regulars.add(wait.thread);
            turns++;
        } finally {
            lock.unlock();
        }
    }

    void exit(Wait wait) {
        lock.lock();
        try {
            waits.remove(wait);
            turns++;
        } finally {
            lock.unlock();
        }
    }

    /** Something happened at the clock itself: an alarm was set, or time passed. */
    void turn() {
        lock.lock();
        try {
            turns++;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waits.size();
        } finally {
            lock.unlock();
        }
    }

    /** Who is busy now, in words; empty when all are quiet. The calling thread, which moves the clock, is left out. */
    List<String> busy(long nowNanos) {
        long steps = steps();
        var busy = new ArrayList<String>();
        var parked = new HashSet<Thread>();
        lookAtThreads(nowNanos, busy, parked);
        for (ManualClock.Participant participant : participants) {
            if (!participant.quiet()) {
                busy.add(participant.toString());
            }
        }
        boolean still = steps == steps();
        if (busy.isEmpty() && !still) {
            busy.add("someone who took a step meanwhile");
        }
        // A thread parked elsewhere may have been unparked and not run yet: it is believed after a while.
        if (steps != stepsBefore || !parkedBefore.equals(parked)) {
            parkedBefore = parked;
            parkedSince = System.nanoTime();
        }
        stepsBefore = steps;
        if (busy.isEmpty() && !parked.isEmpty() && System.nanoTime() - parkedSince < BELIEVED_NANOS) {
            parked.forEach(thread -> busy.add(thread.getName() + ", parked outside the clock"));
        }
        return busy;
    }

    private long steps() {
        long sum;
        lock.lock();
        try {
            sum = turns;
        } finally {
            lock.unlock();
        }
        for (ManualClock.Participant participant : participants) {
            sum += participant.steps();
        }
        return sum;
    }

    private void lookAtThreads(long nowNanos, List<String> busy, Set<Thread> parked) {
        List<Wait> waiting;
        Set<Thread> others;
        lock.lock();
        try {
            waiting = List.copyOf(waits);
            regulars.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
            others = new HashSet<>(regulars);
        } finally {
            lock.unlock();
        }
        others.remove(Thread.currentThread());
        var perCondition = new LinkedHashMap<Condition, List<Wait>>();
        for (Wait wait : waiting) {
            others.remove(wait.thread);
            if (wait.condition != null) {
                perCondition
                        .computeIfAbsent(wait.condition, c -> new ArrayList<>())
                        .add(wait);
            }
            if (wait.atNanos <= nowNanos) {
                busy.add(wait.thread.getName() + ", whose time has come");
            }
        }
        for (Map.Entry<Condition, List<Wait>> entry : perCondition.entrySet()) {
            if (!stillHeld(entry.getKey(), entry.getValue())) {
                busy.add(entry.getValue().get(0).thread.getName() + ", which was signalled");
            }
        }
        for (Thread thread : others) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> {
                    if (queuesForLock(thread)) {
                        busy.add(thread.getName() + ", which waits for a lock");
                    } else {
                        parked.add(thread);
                    }
                }
                case TERMINATED -> {}
                default -> busy.add(thread.getName() + ", which is running");
            }
        }
    }

    /** A thread in a lock's queue has work to go on with, unlike one that waits for a condition or a latch. */
    private static boolean queuesForLock(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        Class<?> of = blocker == null ? null : blocker.getClass().getEnclosingClass();
        return of == ReentrantLock.class || of == ReentrantReadWriteLock.class;
    }

    /** Whether a condition still holds all the threads that wait on it: a signalled one has left its queue. */
    private static boolean stillHeld(Condition condition, List<Wait> waits) {
        if (!(waits.get(0).lock instanceof ReentrantLock guard)) {
            return true;
        }
        if (!guard.tryLock()) {
            return false;
        }
        try {
            return guard.getWaitQueueLength(condition) >= waits.size();
        } finally {
            guard.unlock();
        }
    }
}
