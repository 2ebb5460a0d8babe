using System.Data.Common;
using Npgsql;

namespace LoadProbe.Probing;

/// <summary>SQL steps: a connection of our own, a session over it, and one statement in a transaction of its own.</summary>
internal sealed class SqlDial(Target target, Connector connector, TimeProvider time)
{
    public async Task<StepResult> RunAsync(SqlStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        if (!Endpoint.TryResolve(step.Address, target, variables, out Endpoint endpoint, out string? bad)) return result with { Outcome = Outcome.AgentFault, Detail = bad };
        foreach ((string what, Template name) in new[] { ("database", step.Database), ("user", step.User) })
        {
            // Names end with a zero byte where they are sent.
            if (name.Resolve(variables) is "" || name.Resolve(variables).Contains('\0', StringComparison.Ordinal)) return result with { Outcome = Outcome.AgentFault, Detail = $"{what} \"{name}\" did not become a name" };
        }

        long start = time.GetTimestamp();
        var session = new SqlSession(step, endpoint, connector, variables, deadline, time);
        Fault? fault = null;
        ReadOnlyMemory<byte> json = default;
        long end;
        try
        {
            (json, end) = await session.AskAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or IOException or OperationCanceledException || IsNonsense(e))
        {
            end = time.GetTimestamp();
            fault = Of(e, session, deadline, variables);
        }

        TimeSpan duration = time.GetElapsedTime(start, end);
        if (session.TooLong is { } excess) fault = new Fault(Outcome.TooLarge, excess);
        fault ??= Check(step, json, variables);
        fault ??= Fault.Late(duration, step.Within);
        ConnectionMeter meter = session.Meter;
        return meter.Told(result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } f ? variables.Redact(f.Detail) : null,
            Duration = duration,
            Phases = session.Phases(end),
        }, session.Tcp);
    }

    private static Fault? Check(SqlStep step, ReadOnlyMemory<byte> json, Variables variables)
    {
        var answer = new Answer();
        answer.Read(null, json, null);
        Fault? fault = AnswerChecks.Check([], step.Json, answer, variables, explain: true) ?? AnswerChecks.Take(step.Saves, answer, variables, explain: true);
        answer.Clear();
        return fault;
    }

    // The driver believes a server to keep to the protocol, and stumbles in these ways over one that does not.
    private static bool IsNonsense(Exception e) => e is NotSupportedException or InvalidOperationException or InvalidCastException or KeyNotFoundException
        or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException;

    private static Fault Of(Exception e, SqlSession session, Deadline deadline, Variables variables) => e switch
    {
        // The database, which was told how long it has, may be the first to say so.
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } when session.IsLate => Fault.Cut(session.Stage, deadline),
        PostgresException said => Of(said, variables),
        DialException => Fault.Of(e, session.Stage, deadline),
        // The line was cut by us, or broke: the driver only knows that it is gone.
        _ when deadline.Token.IsCancellationRequested || e is OperationCanceledException || e.InnerException is IOException || session.Broken is not null =>
            Fault.Of(deadline.Token.IsCancellationRequested ? new OperationCanceledException() : session.Broken ?? new OperationCanceledException(), session.Stage, deadline),
        _ when session.LacksPassword => new Fault(Outcome.StatusMismatch, "not let in: the database wants a password, and the step has none"),
        _ => new Fault(Outcome.ProtocolError, e.Message),
    };

    // By its class, of which 28 is about who asks; 57014 = it was stopped because of its time.
    private static Fault Of(PostgresException said, Variables variables)
    {
        string what = $"{said.SqlState} {AnswerChecks.Show(said.MessageText, variables)}";
        return said.SqlState == PostgresErrorCodes.QueryCanceled ? new Fault(Outcome.WaitTimedOut, what)
            : new Fault(Outcome.StatusMismatch, said.SqlState.StartsWith("28", StringComparison.Ordinal) ? $"not let in: {what}" : what);
    }
}
