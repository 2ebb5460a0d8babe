namespace LoadProbe.Probing.Tests;

/// <summary>Keeps what steps under pressure came to.</summary>
internal sealed class Facts : IStepSink
{
    public List<StepFacts> Ends { get; } = [];

    public bool Explains(int step) => true;

    public ValueTask<bool> MayWriteAsync(Variables variables) => ValueTask.FromResult(true);

    public void Ended(int step, in StepFacts facts) => Ends.Add(facts);
}
