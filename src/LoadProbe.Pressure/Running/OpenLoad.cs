namespace LoadProbe.Pressure;

/// <summary>The open model: each arrival of a share at its due time, by a free customer or not at all.</summary>
/// <param name="reins">What holds back what is due of this share.</param>
internal sealed class OpenLoad(LeasedPlan plan, JourneyChoice choice, Share share, ShareReins reins, Crowd crowd, CustomerWork work)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    // Later than this an arrival would be part of a burst that no customers make.
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(1);

    /// <summary>Fires from <paramref name="start"/> on until the plan is at its end or <paramref name="stop"/> says so.</summary>
    public Task FireAsync(long start, Func<StopCause?> stop)
    {
        if (plan.Now().Arrivals == 0 && plan.IsWhole) return Task.CompletedTask;
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Waiting for an instant to the microsecond needs a thread of its own.
        var thread = new Thread(() =>
        {
            try
            {
                Fire(start, stop);
                fired.SetResult();
            }
            catch (Exception e)
            {
                // A bug of ours, which is for whoever awaits the firing to see.
                fired.SetException(e);
            }
        }) { Name = RunQueue.PacerName, IsBackground = true };
        thread.UnsafeStart();
        return fired.Task;
    }

    private void Fire(long start, Func<StopCause?> stop)
    {
        TimeProvider time = work.Time;
        var pacer = new Pacer(time);
        var burst = new Burst(crowd.Limit);
        LoadPlan known = plan.Now();
        // One for all arrivals: it looks at what is known now.
        Func<bool> disturbed = () => stop() is not null || plan.Now() != known;
        for (long n = First(known); ; n += share.Segment.Count)
        {
            long due;
            do
            {
                known = plan.Now();
                bool beyond = n >= known.Arrivals;
                if (beyond && plan.IsWhole && known == plan.Now()) return;
                due = beyond ? time.GetTimestamp() + time.Stamps(Look) : start + time.Stamps(known.DueTime(n));
                if (!pacer.WaitUntil(due, disturbed) && stop() is { } cause)
                {
                    if (!beyond && time.GetTimestamp() >= due) Drop(due, cause == StopCause.LeaseLost ? DropReason.Lease : DropReason.Guard);
                    return;
                }
            }
            while (plan.Now() != known || n >= known.Arrivals);

            TimeSpan late = time.GetElapsedTime(due);
            int journey = choice.At(n);
            if (late > TooLate) Drop(due, DropReason.Saturated);
            else if (reins.Refusal() is { } held) Drop(due, held);
            else if (work.Refusal(journey, due) is { } refusal) Drop(due, refusal);
            else if (crowd.TryTake() is { } customer)
            {
                burst.Sent(late, crowd.Taken);
                if (due >= work.CountedFrom) work.Recorder.Sent();
                customer.Call(journey, n, due);
            }
            else
            {
                work.Ceiling?.GiveBack();
                Drop(due, burst.Full(late));
            }
        }
    }

    // Of a share that is taken over only what is still to come: no burst makes up for what was missed.
    private long First(LoadPlan known)
    {
        Segment segment = share.Segment;
        (long low, long high) = (0, share.From > TimeSpan.Zero ? segment.Share(known.Arrivals) : 0);
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (known.DueTime(segment.Index + (middle * segment.Count)) < share.From) low = middle + 1;
            else high = middle;
        }

        return segment.Index + (low * segment.Count);
    }

    private void Drop(long due, DropReason reason)
    {
        if (due >= work.CountedFrom) work.Recorder.Dropped(reason);
    }
}
