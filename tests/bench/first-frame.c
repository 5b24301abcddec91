/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded into the program in front of its libraries (LD_PRELOAD): ends it when the first window
 * that it presents has been drawn once, and writes when that was, by the monotonic clock in
 * nanoseconds, to the file descriptor that FIRST_FRAME_FD names. So the program that is measured is
 * the one that users start. */

#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void gtk_window_present(GtkWindow *window);

static void
after_paint_cb(GtkWidget *window)
{
  struct timespec now;
  const char *fd = getenv("FIRST_FRAME_FD");
  clock_gettime(CLOCK_MONOTONIC, &now);
  /* The clock also ticks before there is a place to draw on. */
  if (!gtk_widget_get_mapped(window) || gtk_widget_get_width(window) <= 0)
    return;
  dprintf(fd ? (int)strtol(fd, NULL, 10) : STDOUT_FILENO, "%lld\n",
          (long long)now.tv_sec * 1000000000 + now.tv_nsec);
  _exit(0);
}

void
gtk_window_present(GtkWindow *window)
{
  union {
    void *found;
    void (*call)(GtkWindow *window);
  } present = {.found = dlsym(RTLD_NEXT, "gtk_window_present")};
  present.call(window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock(GTK_WIDGET(window));
  g_signal_connect_data(clock, "after-paint", G_CALLBACK(after_paint_cb), window, NULL,
                        G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
