/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The pcap format (draft-ietf-opsawg-pcap): micro- and nanoseconds, both byte orders. */

#include "capture/reader.h"

/* Reads the file header. False with the reader's damage set. */
bool lm_pcap_open(LmReader *reader);
size_t lm_pcap_read(LmReader *reader, LmFrame *frames, size_t max);
