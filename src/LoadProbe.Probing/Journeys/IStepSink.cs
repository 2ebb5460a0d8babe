namespace LoadProbe.Probing;

/// <summary>Takes the figures of steps under pressure.</summary>
public interface IStepSink
{
    /// <summary>Whether the next failure of a step is to be told in words: making them costs more than the request.</summary>
    bool Explains(int step);

    /// <summary>The first step that writes is about to be sent: false = it must not be, for what is needed to take it back could not be kept.</summary>
    ValueTask<bool> MayWriteAsync(Variables variables);

    /// <summary>A step ended; called once for each step that began.</summary>
    void Ended(int step, in StepFacts facts);
}
