package io.github.wroom4j.mock.sdk;

/** {@code system_os_task} and {@code system_os_post}: three priorities with a queue each (espconn-sdk §12). */
final class UserTasks {
    private final SdkCore sdk;
    private final os_task_t[] tasks = new os_task_t[3];
    private final int[] limits = new int[3];
    private final int[] queued = new int[3];

    UserTasks(SdkCore sdk) {
        this.sdk = sdk;
    }

    boolean register(os_task_t task, int priority, os_event_t[] queue, int length) {
        if (priority < 0 || priority >= tasks.length) {
            sdk.chip().print("err: task prio < 3\n");
            return false;
        }
        if (queue == null || length < 1 || length > queue.length) {
            sdk.chip().print("err: task queue error\n");
            return false;
        }
        tasks[priority] = task;
        limits[priority] = length;
        return true;
    }

    boolean post(int priority, int sig, int par) {
        if (priority < 0 || priority >= tasks.length) {
            sdk.chip().print("err: post prio < 3\n");
            return false;
        }
        if (tasks[priority] == null || queued[priority] >= limits[priority]) {
            return false;
        }
        queued[priority]++;
        sdk.post(() -> {
            queued[priority]--;
            var event = new os_event_t();
            event.sig = sig;
            event.par = par;
            sdk.callback("task", () -> tasks[priority].call(event));
        });
        return true;
    }
}
