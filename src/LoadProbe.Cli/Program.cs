using System.CommandLine;
using System.Runtime.InteropServices;
using LoadProbe.Cli;

// Whoever waits for a socket goes on where the kernel's news arrives, which halves what a request costs. Nothing on that
// path blocks. It is read before the first socket.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");

// A thread that waits for the disk must not make arrivals late: the pool adds threads slowly beyond its minimum.
ThreadPool.SetMinThreads(32, 32);

// The first Ctrl-C or SIGTERM asks for an orderly end, which has a deadline; the second ends the program as it is.
using var stop = new CancellationTokenSource();
using var deadline = new Timer(_ => Environment.Exit(ExitCode.Interrupted));
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);

var root = new RootCommand("LoadProbe dials a service as its customers do, presses it safely, and dissects the packets.")
{
    DemoVerb.Create(stop.Token),
    ValidateVerb.Create(),
    OnceVerb.Create(stop.Token),
    PlanVerb.Create(),
    RunVerb.Create(stop.Token),
    DevVerb.Create(stop.Token),
    AgentVerb.Create(stop.Token),
    ControllerVerb.Create(stop.Token),
    LinkVerb.Create(),
    KeysVerb.Create(),
    AuditVerb.Create(),
    CtlVerb.Create(stop.Token),
    AnalyzeVerb.Create(),
    CaptureVerb.Create(stop.Token),
    InitVerb.Create(),
    ImportVerb.Create(),
    RulesVerb.Create(),
    DoctorVerb.Create(stop.Token),
    ReportVerb.Create(),
    CompareVerb.Create(),
    BrokerVerb.Create(stop.Token),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("see loadprobe --help");
    return ExitCode.Usage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

void Ask(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested) return;
    signal.Cancel = true;
    deadline.Change(TimeSpan.FromSeconds(2.5), Timeout.InfiniteTimeSpan);
    stop.Cancel();
}
