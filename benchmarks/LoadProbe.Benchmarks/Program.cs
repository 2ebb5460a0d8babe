using BenchmarkDotNet.Running;
using LoadProbe.Benchmarks;

// floor RATE SECONDS     how exactly this machine can wait at all
// listen PORT FILE       a server that writes down when each request reached it, until standard input ends
// judge FILE RATE WARM   what came of it: the start-time error of each request after so many seconds, and the number of all
// limit WORKERS MS       a server of so many workers, each busy for so long with a request, until standard input ends; then its limit
// steady FILE FROM       of a run's JSON: CPU per request and requests a second, from a second on
// ingest STORE N         how many results a second a store takes: a file, or postgres://user:password@host:port/database
// agents N… [--for 30s] [--store STORE]   what a controller spends on so many simulated agents over a real nats-server
// led SERVER FOLDER STORE N              that controller, in a process of its own
// probes PROGRAM N… [--for 5m] [--http]  what an agent spends on so many probes of local servers, and how late they start
// blackbox PROGRAM N ROUNDS              CPU of an HTTP dial by /probe, beside blackbox_exporter
// packets FILE TIMES     how fast a capture (pcap), so many times in a row, is dissected
// frame FILE TIMES       how long a capture (pcap) of one frame takes, the first time and so many times after
// live SECONDS RATE…     what a capture of loopback costs at so many segments a second, and what the kernel dropped
// flood PORT RATE SECONDS  those segments, in a process of its own
// anything else          BenchmarkDotNet's own words, for instance --filter '*'
return args switch
{
    ["floor", var rate, var seconds] => Floor.Run(int.Parse(rate), int.Parse(seconds)),
    ["listen", var port, var file] => await ArrivalServer.RunAsync(int.Parse(port), file),
    ["judge", var file, var rate, var warmUp] => Floor.Judge(file, int.Parse(rate), int.Parse(warmUp)),
    ["limit", var workers, var work] => await KnownLimit.RunAsync(int.Parse(workers), TimeSpan.FromMilliseconds(int.Parse(work))),
    ["steady", var file, var from] => Steady.Run(file, double.Parse(from, System.Globalization.CultureInfo.InvariantCulture)),
    ["ingest", var store, var rows] => await Ingest.RunAsync(store, int.Parse(rows)),
    ["agents", .. var words] => await Fleet.RunAsync(words),
    ["led", var server, var folder, var store, var agents] => await Led.RunAsync(server, folder, store, int.Parse(agents)),
    ["probes", var program, .. var words] => await ProbeLoad.RunAsync(program, words),
    ["blackbox", var program, var dials, var rounds] => await BlackboxCost.RunAsync(program, int.Parse(dials), int.Parse(rounds)),
    ["packets", var file, var times] => PacketRate.Run(file, int.Parse(times)),
    ["frame", var file, var times] => FrameTime.Run(file, int.Parse(times)),
    ["live", var seconds, .. var rates] => await LiveCost.RunAsync(int.Parse(seconds), [.. rates.Select(int.Parse)]),
    ["flood", var port, var rate, var seconds] => Flood.Run(int.Parse(port), int.Parse(rate), int.Parse(seconds)),
    _ => Micro(args),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Floor).Assembly).Run(args);
    return 0;
}
