/* What ffprobe says about the first sound stream of a file. */
#ifndef FANGYIN_SOUND_FOREIGN_PROBE_H
#define FANGYIN_SOUND_FOREIGN_PROBE_H

#include <fangyin/recording.h>
#include <stdbool.h>

struct fy_foreign_stream {
    char container[64], codec[32]; /* as ffmpeg names them: "mov,mp4,m4a,3gp,3g2,mj2", "aac" */
    int rate, channels;
    int bits;        /* 16 or 24: what the FLAC needs */
    double start;    /* seconds: the time in the file that players call 0 */
    double duration; /* seconds, of the whole file; 0 where it is not known */
    double end;      /* seconds from that 0: where the container says that the stream ends, 0 where that is not exact */
    bool timed;      /* its times say where the sound belongs */
    bool guessed;    /* the duration is ffmpeg's guess from the bit rate */
};

/* The demuxers that are let near a file: none that opens other files or networks. */
#define FY_FOREIGN_DEMUXERS                                                                                            \
    "mov,matroska,asf,amr,amrnb,amrwb,aac,mp3,wav,w64,flac,ogg,aiff,au,caf,avi,mpegts,mpeg,flv,ape,wv,rm,shn,tta,mpc," \
    "mpc8,ac3,eac3,dts,nistsphere,voc,3dostr,oma,gsm,xwma,loas,latm,live_flv,nut,mxf,ircam,sox"

/* FY_SYNTAX: ffprobe cannot make anything of it; the sentence is its own last word, or empty. FY_UNSUPPORTED: there is no
 * sound in it. FY_CANCELLED. */
enum fy_status fy_foreign_probe(struct fy_foreign_stream *stream, const char *path,
                                const struct fy_recording_watch *watch, struct fy_error *error);

#endif
