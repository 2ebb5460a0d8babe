namespace LoadProbe.Probing;

/// <summary>An answer of which nothing but these is wanted.</summary>
internal sealed record SideAnswer(int Status, string? Type, byte[] Body);

/// <summary>A request that is no HTTP step: its answer is read whole.</summary>
internal static class SideRequest
{
    /// <summary>The answer, or why there is none.</summary>
    public static async Task<(SideAnswer? Answer, Fault? Fault)> AskAsync(HttpConnections connections, HttpRequest request, TimeProvider time, Deadline deadline)
    {
        RequestClock clock = connections.Clock;
        using var kept = new AnswerBuffer();
        HttpAnswer? answer = null;
        clock.Start(time.GetTimestamp(), shared: request.Version.Major == 2);
        try
        {
            do answer = await connections.SendAsync(request, deadline.Token).ConfigureAwait(false);
            while (answer is null);
            if (connections.Refusal(request.Url, answer.Status) is { } refusal) return (null, new Fault(refusal.Outcome, refusal.Message));
            connections.Hear(answer);
            if (answer.Flaw is { } flaw) return (null, new Fault(Outcome.ProtocolError, flaw));
            while (await answer.Body.ReadAsync(kept.Free(), deadline.Token).ConfigureAwait(false) is > 0 and int read) kept.Add(read);
            return (new SideAnswer(answer.Status, answer.Value("Content-Type"), kept.Kept.ToArray()), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (clock.Used is null) connections.Renew();
            return (null, e is AnswerTooLongException ? new Fault(Outcome.TooLarge, e.Message) : Fault.Of(e, clock.Stage, deadline));
        }
        finally
        {
            answer?.Dispose();
        }
    }
}
