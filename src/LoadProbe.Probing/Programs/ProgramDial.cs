namespace LoadProbe.Probing;

/// <summary>Program steps: a program of this machine is run, if it is one of those that may be, and its end and its words are the answer.</summary>
internal sealed class ProgramDial(ProgramFolders programs, TimeProvider time)
{
    private static readonly string[] Signals =
        ["", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"];

    private static readonly string[] States = ["OK", "WARNING", "CRITICAL"];

    public async Task<StepResult> RunAsync(ProgramStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
        if (programs.Find(step.Program, out Fault refused) is not { } path) return result with { Outcome = refused.Outcome, Detail = refused.Detail };
        if (step.Arguments.Concat(step.Environment.Values).FirstOrDefault(t => t.Resolve(variables).Contains('\0', StringComparison.Ordinal)) is { } bad) return result with { Outcome = Outcome.AgentFault, Detail = $"\"{bad}\" became text with a zero byte in it, where it would end" };

        var run = new ProgramRun(step, path, variables, time);
        long start = time.GetTimestamp();
        Fault? fault = null;
        try
        {
            await run.RunAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (DialException e)
        {
            return result with { Outcome = e.Outcome, Detail = variables.Redact(e.Message), Duration = time.GetElapsedTime(start) };
        }
        catch (OperationCanceledException)
        {
            fault = deadline.Stopped ? new Fault(Outcome.Cancelled, "stopped while the program ran") : new Fault(Outcome.WaitTimedOut, $"timed out after {Durations.Text(deadline.Allowed)}: the program and all that it had started was ended{Words(run, variables)}");
        }

        TimeSpan duration = time.GetElapsedTime(start);
        int? code = fault is null ? run.Code : null;
        fault ??= Ended(step, run, variables) ?? Check(step, run, variables) ?? Fault.Late(duration, step.Within);
        return result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } told ? variables.Redact(told.Detail) : null,
            Duration = duration,
            Phases = new Phases { Wait = duration },
            Status = code,
            BytesSent = run.Given,
            BytesReceived = run.Output.Total,
            Program = new ProgramFigures(run.Output.Tell(variables), run.Errors.Tell(variables), run.Output.Total, run.Errors.Total),
        };
    }

    private static Fault? Ended(ProgramStep step, ProgramRun run, Variables variables)
    {
        if (step.Exits.Contains(run.Code)) return null;
        string expected = $", expected {string.Join(" or ", step.Exits)}{Words(run, variables)}";
        // As shells say it.
        if (run.Code > 128 && run.Code - 128 < Signals.Length) return new Fault(Outcome.StatusMismatch, $"ended by {Signals[run.Code - 128]}{expected}");
        if (!step.IsPlugin) return new Fault(Outcome.StatusMismatch, $"exit code {run.Code}{expected}");
        return run.Code < States.Length ? new Fault(Outcome.StatusMismatch, $"{States[run.Code]}, exit code {run.Code}{expected}")
            : new Fault(Outcome.AgentFault, $"UNKNOWN, exit code {run.Code}: the plugin could not tell{Words(run, variables)}");
    }

    private static Fault? Check(ProgramStep step, ProgramRun run, Variables variables)
    {
        if (step.Output.Count + step.Json.Count + step.Saves.Count == 0) return null;
        if (!run.Output.IsWhole) return new Fault(Outcome.TooLarge, $"it wrote {run.Output.Total} bytes, and at most {EndOfText.KeepAtMost} are looked at");
        var answer = new Answer();
        answer.Read(null, run.Output.Kept, null);
        Fault? fault = null;
        foreach (Match match in step.Output)
        {
            if (match.Fault(answer.Text, variables) is { } unfit) fault ??= new Fault(Outcome.BodyMismatch, $"stdout: {unfit}{AnswerChecks.Excerpt(answer, variables)}");
        }

        fault ??= AnswerChecks.Check([], step.Json, answer, variables, explain: true) ?? AnswerChecks.Take(step.Saves, answer, variables, explain: true);
        answer.Clear();
        return fault;
    }

    // A plugin says what is the matter in its first line, and most others in the last of their errors.
    private static string Words(ProgramRun run, Variables variables)
    {
        const int most = 200;
        string text = run.Output.Tell(variables).Split('\n')[0].Trim();
        if (text.Length == 0) text = run.Errors.Tell(variables).Split('\n')[^1].Trim();
        text = OneLine.Of(text);
        return text.Length == 0 ? "" : text.Length <= most ? $"; it said: {text}" : $"; it said: {text[..most]}…";
    }
}
